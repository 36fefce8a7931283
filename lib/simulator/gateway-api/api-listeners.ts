import { satisfies } from '../../kit/formats/labels';
import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import { hostHolds, hostsMeet, isWild } from '../../model/hosts/holding';
import type { Mesh } from '../../model/mesh';
import { namespaceCalled } from '../../model/workloads/selectors';

type Spec = NonNullable<Mesh['ApiGateway'][number]['spec']['listeners']>[number];

interface Parent {
  readonly sectionName?: string | undefined;
  readonly port?: number | undefined;
}

/** One listener of a Gateway of the Gateway API, which istiod makes a gateway of its own. */
export interface Listener {
  /** `<namespace>/<gateway>#<listener>` */
  readonly id: string;
  readonly gateway: Mesh['ApiGateway'][number];
  readonly hostname: string;
  readonly spec: Spec;
  /** Whose routes it takes; `*` is everybody's, and `~` nobody's. istiod tells hosts of other namespaces apart. */
  readonly namespaces: readonly string[];
  /** A route of a namespace may be attached, as its reference says. */
  readonly takes: (parent: Parent, namespace: string, kind: string) => boolean;
  /** A host of a route counts here, and not at a listener with a narrower name. */
  readonly isolates: (host: string) => boolean;
}

const HTTP = ['HTTPRoute', 'GRPCRoute'];
/** Kinds of routes that a listener takes: those of its protocol, as far as it lets them. */
function kindsOf({ protocol, tls, allowedRoutes }: Spec): readonly string[] {
  const { kinds = [] } = allowedRoutes ?? {};
  const isEnded = (tls?.mode ?? 'Terminate') === 'Terminate';
  const all: Readonly<Record<string, readonly string[]>> = {
    HTTP,
    HTTPS: HTTP,
    TLS: ['TLSRoute', ...(isEnded ? ['TCPRoute'] : [])],
    TCP: ['TCPRoute'],
  };
  return (all[protocol] ?? []).filter((one) => kinds.length === 0 || kinds.some(({ kind }) => kind === one));
}

function isLet(mesh: Mesh, gateway: Listener['gateway'], { allowedRoutes }: Spec, namespace: string): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'All') return true;
  if (from === 'Same') return gateway.namespace === namespace;
  const labels = { ...namespaceCalled(mesh, namespace)?.labels, 'kubernetes.io/metadata.name': namespace };
  return from === 'Selector' && selector !== undefined && satisfies(selector, labels);
}

/** Source: istio pilot/pkg/config/kube/gateway, namespacesFromSelector. */
function namespacesOf(mesh: Mesh, gateway: Listener['gateway'], spec: Spec): readonly string[] {
  const { from = 'Same' } = spec.allowedRoutes?.namespaces ?? {};
  if (from === 'All') return ['*'];
  if (from === 'Same') return [gateway.namespace];
  const routes = [...mesh.HTTPRoute, ...mesh.GRPCRoute, ...mesh.TLSRoute, ...mesh.TCPRoute];
  const known = new Set([...mesh.Namespace.map(({ name }) => name), ...routes.map(({ namespace }) => namespace)]);
  const found = [...known].filter((name) => isLet(mesh, gateway, spec, name)).sort();
  return found.length > 0 ? found : ['~'];
}

/** Of what has names, each is on a port once, whatever the protocol; nothing else shares a port. */
function isDistinct(a: Spec, b: Spec): boolean {
  const isNamed = ({ protocol }: Spec) => /^(HTTP|HTTPS|TLS)$/.test(protocol);
  if (a.port !== b.port) return true;
  return isNamed(a) && isNamed(b) && (a.hostname ?? '*') !== (b.hostname ?? '*');
}

/** Those that count: istiod leaves a listener out that an earlier one conflicts with. Source: istio pilot/pkg/config/kube/gatewaycommon/listener_conflict.go. */
function accepted(all: readonly Spec[]): readonly Spec[] {
  const found: Spec[] = [];
  for (const one of all) if (found.every((other) => isDistinct(one, other))) found.push(one);
  return found;
}

function madeOf(mesh: Mesh, gateway: Listener['gateway']): readonly Listener[] {
  const all = accepted(gateway.spec.listeners ?? []);
  return all.map((spec) => {
    const hostname = spec.hostname ?? '*';
    const others = all
      .filter((one) => one !== spec && one.port === spec.port && one.protocol === spec.protocol)
      .map((one) => one.hostname ?? '*');
    return {
      id: `${gateway.namespace}/${gateway.name}#${spec.name}`,
      gateway,
      hostname,
      spec,
      namespaces: namespacesOf(mesh, gateway, spec),
      takes: ({ sectionName, port }, namespace, kind) =>
        (sectionName === undefined || sectionName === spec.name) &&
        (port === undefined || port === spec.port) &&
        kindsOf(spec).includes(kind) &&
        isLet(mesh, gateway, spec, namespace),
      isolates: (host) =>
        !isWild(hostname) ||
        (hostsMeet(host, hostname) &&
          !others.some(
            (other) =>
              (hostname === '*' ? 0 : hostname.length) <= other.length && other !== hostname && hostHolds(other, host),
          )),
    };
  });
}

const byGateway = remembered((mesh: Mesh) =>
  grouped(
    mesh.ApiGateway.flatMap((gateway) => madeOf(mesh, gateway)),
    ({ gateway }) => `${gateway.namespace}/${gateway.name}`,
  ),
);

/** The listeners of a Gateway of the Gateway API, `<namespace>/<name>`. */
export const listenersOf = (mesh: Mesh, gateway: string): readonly Listener[] => byGateway(mesh).get(gateway) ?? [];

export const allListeners = (mesh: Mesh): readonly Listener[] => [...byGateway(mesh).values()].flat();
