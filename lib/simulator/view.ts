import { type StringMap, selects } from '../kit/formats/labels';
import { remembered } from '../kit/once-per-object';
import { holdsKey } from '../model/hosts/holding';
import { hostKey, keysOf, serviceOfHost } from '../model/hosts/names';
import type { ScopedHost } from '../model/hosts/scoped';
import { workloadsIn } from '../model/lookup';
import type { Mesh } from '../model/mesh';
import { type Layer, layerOf, layerOfProtocol } from '../model/protocols';
import type { HttpRule } from '../model/routes/routes';
import { isExported, rulesOf } from '../model/routes/visibility';
import { importsOf, isImported, knows, sidecarOf } from '../model/workloads/sidecars';
import { type Routing, routingsAt } from './routes/routings';

/** A host that proxies know. */
export interface Known {
  readonly host: string;
  readonly namespace: string;
  readonly ports: readonly { readonly number: number; readonly layer: Layer | undefined }[];
  /** Its pods, as far as they are written; none that is written: others deploy them. */
  readonly pods: readonly { readonly labels: StringMap }[] | undefined;
  /** Callers reach it by an address of its own, so that connections need no name. */
  readonly hasAddress: boolean;
}

type Exported = Known & { readonly exportTo: readonly string[] | undefined };

const EXPORT = 'networking.istio.io/exportTo';

/** Every Service, and every host of a ServiceEntry. */
const declared = remembered((mesh: Mesh): readonly Exported[] => [
  ...mesh.Service.map(({ name, namespace, spec, annotations }) => {
    const pods = spec.selector === undefined ? [] : workloadsIn(mesh, namespace, spec.selector);
    return {
      host: hostKey(name, namespace),
      namespace,
      ports: (spec.ports ?? []).map((port) => ({ number: port.port, layer: layerOf(port) })),
      pods: pods.length === 0 ? undefined : pods,
      hasAddress: spec.clusterIP !== 'None',
      exportTo: annotations[EXPORT]?.split(',').map((one) => one.trim()),
    };
  }),
  ...mesh.ServiceEntry.flatMap(({ namespace, spec }) =>
    spec.hosts.map((host) => ({
      host: hostKey(host, namespace),
      namespace,
      ports: (spec.ports ?? []).map(({ number, protocol }) => ({ number, layer: layerOfProtocol(protocol) })),
      pods: spec.endpoints === undefined ? undefined : spec.endpoints.map(({ labels = {} }) => ({ labels })),
      hasAddress: (spec.addresses ?? []).length > 0,
      exportTo: spec.exportTo,
    })),
  ),
]);

/** A proxy: of pods in a namespace, with labels. */
export interface Proxy {
  readonly namespace: string;
  readonly labels: StringMap;
  readonly isGateway: boolean;
}

/** What a proxy knows. */
export interface View {
  readonly proxy: Proxy;
  /** Hosts that it listens for. */
  readonly listened: ReadonlyMap<string, Known>;
  /** Hosts that it can reach: also those that a route leads to. */
  readonly reached: ReadonlyMap<string, Known>;
  /** Routes of the mesh; none for a gateway, whose routes are found by server. */
  readonly routings: readonly Routing[];
  /** It may connect to what nobody declared. */
  readonly allowsAny: boolean;
}

/** Of several of one name, a proxy takes that of its own namespace, else the first, a Service before all others. */
function byHost(all: readonly Known[], namespace: string): ReadonlyMap<string, Known> {
  const found = new Map<string, Known>();
  for (const one of all)
    if (!found.has(one.host) || (one.namespace === namespace && found.get(one.host)?.namespace !== namespace))
      found.set(one.host, one);
  return found;
}

/** A route counts where one of its hosts meets one that is imported. */
const counts = (imports: readonly ScopedHost[], { namespace, hosts, isApi }: Routing): boolean =>
  hosts.some((own) => isImported(imports, namespace, (host) => holdsKey(host, own) || (!isApi && holdsKey(own, host))));

/** Where matches name namespaces, one of them must be the caller's, even where a match without one fits. */
const isFor = ({ match = [] }: HttpRule, caller: string): boolean => {
  const named = match.flatMap(({ sourceNamespace }) => sourceNamespace ?? []);
  return named.length === 0 || named.includes(caller);
};

/** Hosts that rules lead callers of a namespace to. Source: istio pilot/pkg/model/push_context.go, virtualServiceDestinationsFilteredBySourceNamespace. */
function* leadsTo({ http, tls, tcp }: Routing, caller: string) {
  for (const { rule, namespace } of http.filter((one) => isFor(one.rule, caller)))
    for (const { destination } of [...(rule.route ?? []), ...(rule.mirrors ?? [])])
      if (destination !== undefined) yield hostKey(destination.host, namespace);
  for (const { rule, namespace } of [...tls, ...tcp])
    for (const { destination } of rule.route ?? [])
      if (destination !== undefined) yield hostKey(destination.host, namespace);
}

function viewOf(mesh: Mesh, proxy: Proxy): View {
  const { namespace, isGateway } = proxy;
  const seen = declared(mesh).filter((one) => isExported(one.exportTo, one.namespace, namespace));
  const all = byHost(seen, namespace);
  if (isGateway) return { proxy, listened: all, reached: all, routings: [], allowsAny: false };
  const routings = routingsAt(mesh, 'mesh', namespace);
  const sidecar = sidecarOf(mesh, namespace, proxy.labels);
  const allowsAny = sidecar?.spec.outboundTrafficPolicy?.mode !== 'REGISTRY_ONLY';
  const imports = sidecar && importsOf(sidecar, namespace);
  // What a route leads to is known in its own namespace, whomever it is exported to. Source: istio pilot/pkg/model/sidecar.go, collectImportedServices.
  const own = declared(mesh).filter(
    (one) => one.namespace === namespace && !isExported(one.exportTo, one.namespace, namespace),
  );
  if (imports === undefined) {
    const reached = own.length === 0 ? all : withLed(all, routings, namespace, byHost(own, namespace));
    return { proxy, listened: all, reached, routings, allowsAny };
  }
  const chosen = routings.filter((one) => counts(imports, one));
  const listened = byHost(
    seen.filter((one) => knows(imports, one.namespace, one.host)),
    namespace,
  );
  const reached = withLed(listened, chosen, namespace, byHost([...own, ...all.values()], namespace));
  return { proxy, listened, reached, routings: chosen, allowsAny };
}

/** Hosts that are known, and those besides that routes lead to. */
function withLed(
  known: ReadonlyMap<string, Known>,
  routings: readonly Routing[],
  namespace: string,
  others: ReadonlyMap<string, Known>,
): ReadonlyMap<string, Known> {
  const reached = new Map(known);
  for (const routing of routings)
    for (const host of leadsTo(routing, namespace)) {
      const one = others.get(host);
      if (one !== undefined && !reached.has(host)) reached.set(host, one);
    }
  return reached;
}

const views = remembered((_mesh: Mesh) => new Map<string, View>());

/** What a proxy knows of the mesh. */
export function view(mesh: Mesh, proxy: Proxy): View {
  const key = JSON.stringify([proxy.namespace, proxy.isGateway, sidecarless(mesh) ? {} : proxy.labels]);
  const known = views(mesh).get(key);
  if (known !== undefined) return { ...known, proxy };
  const made = viewOf(mesh, proxy);
  views(mesh).set(key, made);
  return made;
}

const sidecarless = (mesh: Mesh): boolean => mesh.Sidecar.length === 0;

const hosts = remembered((mesh: Mesh): ReadonlySet<string> => new Set(declared(mesh).map(({ host }) => host)));

/** Something here declares the host. */
export const isDeclared = (mesh: Mesh, host: string): boolean => hosts(mesh).has(host);

/** What others deploy, of which nothing is written here: it is taken to be there, with whatever ports. */
function elsewhere(mesh: Mesh, host: string): Known | undefined {
  const service = isDeclared(mesh, host) ? undefined : serviceOfHost(host, '');
  return service && { host, namespace: service.namespace, ports: [], pods: undefined, hasAddress: true };
}

/** Whether a place can be asked: the proxy knows it, and there are pods behind it. */
export function isAlive(mesh: Mesh, seen: View, host: string, port: number, subset: string | undefined): boolean {
  const known = seen.reached.get(host);
  const one = known ?? elsewhere(mesh, host);
  if (one === undefined || (known !== undefined && !known.ports.some(({ number }) => number === port))) return false;
  if (subset === undefined) return true;
  const subsets = rulesOf(mesh, seen.proxy, one).flatMap(({ spec }) => spec.subsets ?? []);
  const labels = subsets.find(({ name }) => name === subset)?.labels;
  if (!subsets.some(({ name }) => name === subset)) return false;
  return one.pods === undefined || one.pods.some((pod) => selects(labels, pod.labels));
}

/** The host that a request's name means, as callers of the proxy's namespace may spell it. */
export function serviceNamed({ listened, proxy }: View, name: string): Known | undefined {
  const [found] = keysOf(name, proxy.namespace).flatMap((key) => listened.get(key) ?? []);
  return found;
}
