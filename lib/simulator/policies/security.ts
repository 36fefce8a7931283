import { selects } from '../../kit/formats/labels';
import { remembered, rememberedOf } from '../../kit/once-per-object';
import { isWild } from '../../model/hosts/holding';
import { hostKey } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { rulesOf } from '../../model/routes/visibility';
import { ambientOf } from '../../model/workloads/ambient';
import { type EffectiveMtls, effectiveMtls } from '../../model/workloads/mtls';
import { injected } from '../../model/workloads/selectors';
import type { Workload } from '../../model/workloads/workloads';
import { view } from '../view';

/** Pods, as far as they are described. */
export type Pods = Pick<
  Workload,
  'name' | 'namespace' | 'labels' | 'annotations' | 'serviceAccount' | 'hostNetwork' | 'portNames'
>;

/** What of the mesh is beside pods. */
export type Proxied = 'sidecar' | 'ztunnel' | 'none';

/** A gateway is a proxy, whoever injects what in its namespace; one that others deploy is known by a Gateway that selects it. */
export const isGateway = ({ gatewayPods, Gateway }: Mesh, { namespace, labels }: Pods): boolean =>
  labels['gateway.networking.k8s.io/gateway-name'] !== undefined ||
  Gateway.some(({ spec }) => Object.keys(spec.selector ?? {}).length > 0 && selects(spec.selector, labels)) ||
  gatewayPods.some(({ spec }) => spec.namespace === namespace && selects(spec.selector, labels));

/** What takes the connections of pods. Where others own the namespace, they are taken to be in the mesh. */
export const proxied = rememberedOf((mesh: Mesh, pods: Pods): Proxied => {
  if (isGateway(mesh, pods)) return 'sidecar';
  if (pods.labels['istio.io/dataplane-mode'] === 'none' || pods.hostNetwork) return 'none';
  const sidecar = injected(mesh, pods);
  if (ambientOf(mesh).has(pods.namespace)) return sidecar === true ? 'sidecar' : 'ztunnel';
  return pods.labels['istio.io/dataplane-mode'] === 'ambient' ? 'ztunnel' : sidecar === false ? 'none' : 'sidecar';
});

const modes = rememberedOf((_mesh: Mesh, _pods: Pods) => new Map<number, EffectiveMtls>());

/** What pods take on a port of theirs. */
function taken(mesh: Mesh, pods: Pods, port: number): EffectiveMtls {
  const known = modes(mesh, pods).get(port);
  if (known !== undefined) return known;
  const made = effectiveMtls(mesh, pods.namespace, pods.labels, port);
  modes(mesh, pods).set(port, made);
  return made;
}

const wideModes = rememberedOf((mesh: Mesh, pods: Pods) => effectiveMtls(mesh, pods.namespace, {}));

/** DestinationRules that say something of TLS; without one, Istio always chooses. */
const secured = remembered((mesh: Mesh) =>
  mesh.DestinationRule.filter(({ spec }) =>
    [spec.trafficPolicy, ...(spec.subsets ?? []).map(({ trafficPolicy }) => trafficPolicy)].some(
      (policy) =>
        policy?.tls !== undefined || (policy?.portLevelSettings ?? []).some(({ tls: ofPort }) => ofPort !== undefined),
    ),
  ),
);

/** Whether a DestinationRule says something of the TLS with which a service is called. */
export const saysTls = (
  mesh: Mesh,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): boolean =>
  secured(mesh).some(
    ({ spec, namespace: own }) => isWild(spec.host) || hostKey(spec.host, own) === hostKey(name, namespace),
  );

/** How a connection is secured, and why, or why there is none. */
export interface Security {
  readonly mutual: boolean;
  /** What the pods take, by which policy. */
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'none';
  readonly by: string;
  /** Why no connection comes about. */
  readonly broken?: string;
}

/** TLS that a DestinationRule of the caller sets for a port of a service; nothing where Istio chooses. */
function clientTls(mesh: Mesh, caller: Pods, host: string, port: number, subset: string | undefined) {
  if (secured(mesh).length === 0) return undefined;
  const seen = view(mesh, { namespace: caller.namespace, labels: caller.labels, isGateway: false });
  const known = seen.reached.get(host);
  if (known === undefined) return undefined;
  const rules = rulesOf(mesh, seen.proxy, known);
  const policies = rules.flatMap(({ spec }) => [
    ...(spec.subsets ?? []).filter(({ name }) => name === subset).map(({ trafficPolicy }) => trafficPolicy),
    spec.trafficPolicy,
  ]);
  const [first] = policies.flatMap((policy) => {
    const ofPort = policy?.portLevelSettings?.find((one) => one.port?.number === port);
    const tls = ofPort === undefined ? policy?.tls : ofPort.tls;
    return tls === undefined ? [] : [tls];
  });
  return first?.mode;
}

interface Way {
  readonly caller: Pods | undefined;
  readonly callee: Pods;
  readonly service: { readonly name: string; readonly namespace: string; readonly port: number };
  readonly targetPort: number;
  readonly subset: string | undefined;
  /** The port speaks HTTP. */
  readonly isHttp: boolean;
}

/** Whether mutual TLS holds between two pods, and whether the callee takes what the caller's proxy begins. */
export function security(mesh: Mesh, { caller, callee, service, targetPort, subset, isHttp }: Way): Security {
  const there = proxied(mesh, callee);
  const here = caller === undefined ? 'none' : proxied(mesh, caller);
  const { mode, policy: by } = taken(mesh, callee, targetPort);
  const wanted =
    caller === undefined || here !== 'sidecar'
      ? undefined
      : clientTls(mesh, caller, hostKey(service.name, service.namespace), service.port, subset);
  if (there === 'none') {
    const broken =
      wanted === 'ISTIO_MUTUAL' ? { broken: 'the caller begins mutual TLS, and the pods have no proxy' } : {};
    return { mutual: false, mode: 'none', by: 'pods without a proxy', ...broken };
  }
  if (here === 'none') {
    const broken = mode === 'STRICT' ? { broken: 'the pods take mutual TLS alone, and the caller has no proxy' } : {};
    return { mutual: false, mode, by, ...broken };
  }
  // Of ztunnel, pods take mutual TLS whatever is said, and the DestinationRule's TLS is inside of it.
  if (there === 'ztunnel' || here === 'ztunnel') return { mutual: true, mode, by };
  if (wanted === 'DISABLE' || wanted === 'SIMPLE' || wanted === 'MUTUAL') {
    const begun = wanted === 'DISABLE' ? 'disables TLS' : `begins TLS ${wanted}`;
    // What is no HTTP may end TLS itself; the pods' proxy passes it on.
    const broken =
      mode === 'STRICT'
        ? { broken: `a DestinationRule ${begun}, and the pods take mutual TLS alone` }
        : wanted !== 'DISABLE' && isHttp
          ? { broken: `a DestinationRule ${begun}, which the pods' proxy does not end` }
          : {};
    return { mutual: false, mode, by, ...broken };
  }
  const wide = wideModes(mesh, callee);
  if (wanted === undefined && wide.mode === 'DISABLE') {
    const broken =
      mode === 'STRICT' ? { broken: `${wide.policy} has callers begin no mutual TLS, and the pods take it alone` } : {};
    return { mutual: false, mode, by, ...broken };
  }
  if (mode !== 'DISABLE') return { mutual: true, mode, by };
  const broken =
    wanted === 'ISTIO_MUTUAL' ? { broken: 'a DestinationRule begins mutual TLS, and the pods take none' } : {};
  return { mutual: false, mode, by, ...broken };
}
