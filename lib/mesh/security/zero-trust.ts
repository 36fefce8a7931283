import { Construct } from 'constructs';
import type { GatewayPods } from '../edge/listeners';
import { mustFit } from '../must-fit';
import type { MeshNamespace } from '../services/namespace';
import { Allow } from './authorization';
import { allowDeclaredCalls, type Entry } from './declared-calls';
import { NetworkPolicies, type OtherClusters } from './network-policies';
import { PeerAuthentication } from './peer-authentication';
import { type JwtRule, RequestAuthentication } from './tokens/request-authentication';

export interface ZeroTrustProps {
  /** Namespaces of the workloads. */
  readonly namespaces: readonly MeshNamespace[];
  /** Where requests enter, and whom they may ask then. */
  readonly entries: readonly Entry[];
  /** Where requests leave; the workloads' namespaces may use it. @default - nowhere */
  readonly egress?: GatewayPods;
  /** Tokens that the entries verify; a request without one still enters, with a wrong one it gets 401. @default - not looked at */
  readonly jwt?: readonly JwtRule[];
  /** Other clusters of the mesh, whose workloads are held to the same rules. @default - the mesh has one cluster */
  readonly clusters?: OtherClusters;
}

/** What a gateway's pods listen on for others, which leaves out their health. */
const served = ({ ports }: GatewayPods): readonly number[] =>
  ports.map(({ port, targetPort = port }) => targetPort).filter((port) => port !== 15021);

/**
 * Nobody is trusted for where they are: mTLS alone everywhere, nothing is allowed in the whole mesh but what gateways serve and what
 * services declared to call, and the network lets through no more than that.
 */
export class ZeroTrust extends Construct {
  /** `root` is the namespace of the control plane. @throws as DeclaredCallsOnly does */
  constructor(root: MeshNamespace, id: string, props: ZeroTrustProps) {
    super(root, id);
    mustFit(this, 'ZeroTrustProps', props);
    const { namespaces, entries, egress, jwt, clusters } = props;
    new PeerAuthentication(this, 'Mtls', { name: 'default', mode: 'STRICT' });
    new Allow(this, 'Nothing', { name: 'allow-nothing', rules: [] });
    for (const { gateway } of entries) {
      new Allow(this, `Enter-${gateway.name}`, {
        name: `${gateway.name}-clients`,
        workload: gateway,
        rules: [{ to: { ports: served(gateway) } }],
      });
      if (jwt !== undefined)
        new RequestAuthentication(this, `Jwt-${gateway.name}`, { name: `${gateway.name}-jwt`, workload: gateway, jwt });
    }
    if (egress !== undefined)
      new Allow(this, 'Leave', { name: `${egress.name}-callers`, workload: egress, rules: [{ from: namespaces }] });
    // What passes through is encrypted: whom it may ask is judged where it ends.
    if (clusters?.eastWest !== undefined)
      new Allow(this, 'OtherClusters', {
        name: `${clusters.eastWest.name}-clients`,
        workload: clusters.eastWest,
        rules: [{ to: { ports: served(clusters.eastWest) } }],
      });
    for (const namespace of namespaces) {
      allowDeclaredCalls(namespace, { entries });
      new NetworkPolicies(namespace, 'NetworkPolicies', {
        entries,
        rootNamespace: root.name,
        ...(clusters && { clusters }),
      });
    }
  }
}
