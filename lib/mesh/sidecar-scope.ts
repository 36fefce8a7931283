import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import { TRAFFIC } from '../checks/problems/traffic';
import { WEBHOOK } from '../checks/problems/webhook';
import { check, refuse } from '../kit/problems';
import type { ServiceHandle } from './handles';
import { MeshNamespace } from './namespace';
import { resource } from './resource';
import { podsOf } from './security/workloads';

export interface SidecarScopeProps {
  readonly service: ServiceHandle;
  /** Namespace of the control plane, whose services every sidecar needs. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** Hosts that no declared call names: `namespace/host`. */
  readonly alsoReach?: readonly string[];
  /** `REGISTRY_ONLY`: calls that nobody declared fail. @default - the mesh's own */
  readonly outbound?: 'REGISTRY_ONLY' | 'ALLOW_ANY';
}

/** The sidecars of a service know only what it declared to call: less memory, and a narrower reach. Writes a Sidecar. */
export class SidecarScope extends Construct {
  /** @throws MESH400, MESH401 for pods that it cannot select, MESH356 for a host of nobody. Synth reports MESH339 for a service that calls nobody, MESH364 for a call that a route leads beyond its hosts. */
  constructor(scope: Construct, id: string, props: SidecarScopeProps) {
    super(scope, id);
    const { service, rootNamespace = 'istio-system', alsoReach = [], outbound } = props;
    const { name: namespace } = MeshNamespace.of(this);
    const reached = () => [
      ...new Set(
        service.declaredCalls.map(({ to }) =>
          to.namespace === namespace ? `./${to.host}` : `${to.namespace ?? '*'}/${to.host}`,
        ),
      ),
    ];
    for (const host of alsoReach) if (!/^[^/]+\/[^/]+$/.test(host)) refuse(this, WEBHOOK.scopedHost(host));
    check(this, () => (reached().length + alsoReach.length > 0 ? [] : [TRAFFIC.noSidecarService(service.name)]));
    resource(
      this,
      istio.Sidecar,
      { name: service.name, namespace },
      {
        workloadSelector: { labels: podsOf(this, service) ?? {} },
        outboundTrafficPolicy: outbound && { mode: outbound },
        // Calls may be declared after this.
        egress: [
          {
            hosts: Lazy.any({
              produce: () => [...reached(), `${rootNamespace}/*`, ...alsoReach].sort(),
            }) as readonly string[],
          },
        ],
      },
    );
  }
}
