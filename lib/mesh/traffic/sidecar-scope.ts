import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import { check, refuse } from '../../kit/problems';
import { TRAFFIC } from '../../problems/mesh/traffic';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { microservicesBelow } from '../security/declared-calls';
import { podsOf, sidecarProblems } from '../security/workloads';
import type { ServiceHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { poolOf } from './istio';
import { type EgressListener, type IngressListener, istioEgress, istioIngress } from './sidecar-listeners';
import type { ConnectionPool } from './traffic-policy';

export interface SidecarScopeProps extends MetadataProps {
  /** @default - the service's name, or `default` */
  readonly name?: string;
  /** Whose sidecars. @default - those of all pods of the namespace that have no scope of their own */
  readonly service?: ServiceHandle;
  /** Namespace of the control plane, whose services every sidecar needs. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** Hosts that no declared call names: `namespace/host`. */
  readonly alsoReach?: readonly string[];
  /** `REGISTRY_ONLY`: calls that nobody declared fail. @default - the mesh's own */
  readonly outbound?: 'REGISTRY_ONLY' | 'ALLOW_ANY';
  /** Connections that the pods take. @default - no limits */
  readonly inbound?: ConnectionPool;
  /** Ports on which the pods take requests, and where the application listens. @default - as their Services say */
  readonly ingress?: readonly IngressListener[];
  /** Further listeners for calls, each with hosts of its own; what is declared and `alsoReach` stay beside them. */
  readonly egress?: readonly EgressListener[];
}

/** The sidecars of a service, or of a namespace, know only what it declared to call: less memory, and a narrower reach. Writes a Sidecar. */
export class SidecarScope extends Construct {
  /** @throws MESH400, MESH401 for pods that it cannot select, and what a Sidecar of pods cannot be for. Synth reports MESH339 for a service that calls nobody, MESH364 for a call that a route leads beyond its hosts. */
  constructor(scope: Construct, id: string, props: SidecarScopeProps = {}) {
    super(scope, id);
    mustFit(this, 'SidecarScopeProps', props);
    const {
      service,
      rootNamespace = 'istio-system',
      alsoReach = [],
      outbound,
      inbound,
      ingress = [],
      egress = [],
    } = props;
    const home = MeshNamespace.of(this);
    const { name: namespace } = home;
    const [problem] = sidecarProblems(this, 'a SidecarScope');
    if (problem !== undefined) refuse(this, problem);
    const callers = () => (service === undefined ? microservicesBelow(home) : [service]);
    const reached = () => [
      ...new Set(
        callers()
          .flatMap((one) => one.declaredCalls)
          .map(({ to }) => (to.namespace === namespace ? `./${to.host}` : `${to.namespace ?? '*'}/${to.host}`)),
      ),
    ];
    // Whoever sees everything needs no further host, and istiod takes none.
    const hosts = () =>
      alsoReach.includes('*/*') ? ['*/*'] : [...new Set([...reached(), `${rootNamespace}/*`, ...alsoReach])].sort();
    check(this, () =>
      reached().length + alsoReach.length + egress.length + ingress.length > 0
        ? []
        : [TRAFFIC.noSidecarService(service?.name ?? namespace)],
    );
    const labels = podsOf(this, service);
    resource(this, istio.Sidecar, metadataOf({ name: props.name ?? service?.name ?? 'default', namespace }, props), {
      workloadSelector: labels && { labels },
      inboundConnectionPool: inbound && poolOf(inbound),
      outboundTrafficPolicy: outbound && { mode: outbound },
      ingress: filled(ingress.map(istioIngress)),
      egress: [
        ...egress.map(istioEgress),
        // Calls may be declared after this.
        {
          hosts: Lazy.any({ produce: hosts }) as readonly string[],
        },
      ],
    });
  }
}
