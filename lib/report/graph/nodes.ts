import { selects } from '../../kit/formats/labels';
import { rulesFor } from '../../model/hosts/known';
import { hostKey, serviceOfHost } from '../../model/hosts/names';
import { workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { isAmbient } from '../../model/workloads/ambient';
import { asksForSidecars } from '../../model/workloads/selectors';
import { proxied } from '../../simulator/policies/security';
import { routeIn } from '../../simulator/routes/route';
import { type Entry, entriesOf, handleOf, isWaypoint, versionsOf } from '../handles';
import { keyOf } from '../places';
import type { GraphNode, Share } from '../types';

type Service = Mesh['Service'][number];

/** Ids of boxes: of a cluster, a kind and an address. */
export const idOf = (cluster: string, kind: GraphNode['kind'], address: string): string =>
  `${cluster}|${kind}|${address}`;

/** Services whose pods are gateways: their boxes are the gateways. */
export const gatewayServices = (mesh: Mesh): ReadonlySet<Service> => {
  const pods = [
    ...mesh.gatewayPods.map(({ spec }) => spec),
    ...mesh.Gateway.map(({ spec, namespace }) => ({ namespace, selector: spec.selector ?? {} })),
  ];
  return new Set(
    mesh.Service.filter(({ namespace, spec }) =>
      workloadsIn(mesh, namespace, spec.selector ?? { '': '' }).some(({ labels }) =>
        pods.some(({ selector }) => Object.keys(selector).length > 0 && selects(selector, labels)),
      ),
    ),
  );
};

/** Namespaces of Istio itself, and those that take no part in the mesh. */
function isPlatform(mesh: Mesh, { namespace, labels }: Service): boolean {
  const owner = mesh.Namespace.find(({ name }) => name === namespace);
  const roots = mesh.controlPlanes.some(({ spec }) => spec.namespace === namespace);
  return (
    roots || labels['app'] === 'istiod' || (owner !== undefined && !asksForSidecars(owner) && !isAmbient(owner.labels))
  );
}

/** Versions that run, each with its share of requests as a caller sees it whom no rule names. */
export function sharesOf(mesh: Mesh, service: Service): readonly Share[] {
  const versions = versionsOf(mesh, service);
  const { targets } = routeIn(mesh, { host: handleOf(mesh, service) });
  const own = targets.filter(({ host }) => host === hostKey(service.name, service.namespace));
  const isSplit = own.some(({ subset }) => subset !== undefined);
  const even = (part: number) => Math.round((part / Math.max(versions.length, 1)) * 10) / 10;
  return versions.map(({ name }) => {
    const part = own.filter(({ subset }) => subset === name).reduce((sum, { share }) => sum + share, 0);
    return { version: name, share: isSplit ? part : even(own.reduce((sum, { share }) => sum + share, 0)) };
  });
}

function serviceNode(mesh: Mesh, cluster: string, service: Service): GraphNode {
  const { name, namespace, spec, object } = service;
  const pods = workloadsIn(mesh, namespace, spec.selector ?? { '': '' });
  const rules = rulesFor(mesh, hostKey(name, namespace)).map((one) => keyOf(one.object));
  const routes = mesh.VirtualService.filter((one) =>
    one.spec.hosts?.some((host) => hostKey(host, one.namespace) === hostKey(name, namespace)),
  );
  const running = pods.map((one) => `${one.kind} ${one.namespace}/${one.name}`);
  return {
    id: idOf(cluster, 'service', `${namespace}/${name}`),
    kind: 'service',
    cluster,
    namespace,
    name,
    lines: (spec.ports ?? []).map(({ port, name: said = '' }) => (said === '' ? `${port}` : `${said} ${port}`)),
    versions: sharesOf(mesh, service),
    proxy: pods[0] === undefined ? 'none' : proxied(mesh, pods[0]),
    isPlatform: isPlatform(mesh, service),
    objects: [keyOf(object), ...running, ...rules, ...routes.map((one) => keyOf(one.object))],
  };
}

/** Pods of gateways by their address: several Gateways may be theirs. */
export const doorsOf = (mesh: Mesh): ReadonlyMap<string, readonly Entry[]> => {
  const doors = new Map<string, Entry[]>();
  for (const entry of entriesOf(mesh)) {
    const at = entry.pods === undefined ? entry.name : `${entry.pods.namespace}/${entry.pods.name}`;
    doors.set(at, [...(doors.get(at) ?? []), entry]);
  }
  for (const { spec } of mesh.gatewayPods)
    for (const { namespace, name } of workloadsIn(mesh, spec.namespace, spec.selector))
      if (!doors.has(`${namespace}/${name}`)) doors.set(`${namespace}/${name}`, []);
  return doors;
};

/** How servers between clusters and networks say that they pass everything on. */
export const PASSED_BY_SNI = 'passed on by its SNI';

const modeOf = ({
  credentialName,
  credentialNames,
  mode,
}: {
  readonly credentialName?: string | undefined;
  readonly credentialNames?: readonly string[] | undefined;
  readonly mode?: string | undefined;
}): string =>
  credentialName ??
  credentialNames?.join(', ') ??
  (mode === 'AUTO_PASSTHROUGH' ? PASSED_BY_SNI : mode === 'PASSTHROUGH' ? 'passed on' : (mode ?? ''));

/** Hosts and ports of the servers of a gateway, and whether TLS is ended or passed on. */
export function serversAt(mesh: Mesh, { name, isApi }: Entry) {
  const of = <T extends { readonly namespace: string; readonly name: string }>(all: readonly T[]) =>
    all.find((one) => `${one.namespace}/${one.name}` === name);
  if (isApi)
    return (of(mesh.ApiGateway)?.spec.listeners ?? []).map(({ hostname = '*', port, protocol, tls }) => ({
      hosts: [hostname],
      port,
      protocol: String(protocol),
      tls:
        tls === undefined
          ? ''
          : tls.mode === 'Passthrough'
            ? 'passed on'
            : (tls.certificateRefs ?? []).map((one) => one.name).join(', '),
    }));
  return (of(mesh.Gateway)?.spec.servers ?? []).map(({ hosts, port, tls }) => ({
    hosts: hosts.map((host) => host.replace(/^.*\//, '')),
    port: port.number,
    protocol: port.protocol,
    tls: tls === undefined ? '' : tls.httpsRedirect ? 'redirects to HTTPS' : modeOf(tls),
  }));
}

function gatewayNodes(mesh: Mesh, cluster: string): readonly GraphNode[] {
  return [...doorsOf(mesh)].map(([at, entries]) => {
    const [namespace = '', name = ''] = at.split('/');
    const servers = entries.flatMap((entry) => serversAt(mesh, entry));
    const hosts = [...new Set(servers.flatMap((one) => one.hosts))];
    const objects = entries.map((entry) => `Gateway ${entry.name}`);
    const pods = entries[0]?.pods ?? workloadsIn(mesh, namespace, undefined).find((one) => one.name === name);
    return {
      id: idOf(cluster, 'gateway', at),
      kind: 'gateway',
      cluster,
      namespace,
      name,
      lines: hosts,
      versions: [],
      proxy: 'sidecar',
      isPlatform: false,
      objects: pods === undefined ? objects : [...objects, `${pods.kind} ${at}`],
    };
  });
}

/** Hosts outside of the cluster that ServiceEntries declare. */
const outsideNodes = (mesh: Mesh, cluster: string): readonly GraphNode[] =>
  mesh.ServiceEntry.flatMap((entry) =>
    entry.spec.hosts
      .filter((host) => serviceOfHost(host, entry.namespace) === undefined || entry.spec.location !== 'MESH_INTERNAL')
      .map((host) => ({
        id: idOf(cluster, 'outside', host),
        kind: 'outside' as const,
        cluster,
        namespace: '',
        name: host,
        lines: (entry.spec.ports ?? []).map(({ number, protocol = 'TCP' }) => `${protocol} ${number}`),
        versions: [],
        proxy: 'none' as const,
        isPlatform: false,
        objects: [
          keyOf(entry.object),
          ...rulesFor(mesh, hostKey(host, entry.namespace)).map((one) => keyOf(one.object)),
        ],
      })),
  );

const waypointNodes = (mesh: Mesh, cluster: string): readonly GraphNode[] =>
  mesh.ApiGateway.filter(({ spec }) => isWaypoint(spec)).map(({ name, namespace, object }) => ({
    id: idOf(cluster, 'waypoint', `${namespace}/${name}`),
    kind: 'waypoint',
    cluster,
    namespace,
    name,
    lines: [],
    versions: [],
    proxy: 'sidecar',
    isPlatform: false,
    objects: [keyOf(object)],
  }));

/** The boxes of a cluster, each once. */
export function nodesOf(mesh: Mesh, cluster: string): readonly GraphNode[] {
  const doors = gatewayServices(mesh);
  const services = mesh.Service.filter((one) => !doors.has(one) && one.spec.type !== 'ExternalName');
  const all = [
    ...gatewayNodes(mesh, cluster),
    ...waypointNodes(mesh, cluster),
    ...services.map((one) => serviceNode(mesh, cluster, one)),
    ...outsideNodes(mesh, cluster),
  ];
  return [...new Map(all.map((node) => [node.id, node])).values()];
}
