import type { StringMap } from '../kit/formats/labels';
import { remembered } from '../kit/once-per-object';
import type { Listeners } from '../mesh/edge/listeners';
import type { ServiceHandle, VersionHandle } from '../mesh/services/handles';
import type { ServicePort } from '../mesh/services/ports';
import { rulesFor, servicesByHost } from '../model/hosts/known';
import { hostKey, keysOf, serviceHost } from '../model/hosts/names';
import { named, servicesOf, workloadsIn, workloadsWith } from '../model/lookup';
import type { Mesh } from '../model/mesh';
import { layerOf, protocolOf } from '../model/protocols';
import type { Workload } from '../model/workloads/workloads';

type Service = Mesh['Service'][number];
type Port = NonNullable<Service['spec']['ports']>[number];

const targetOf = ({ port, targetPort }: Port): number => (typeof targetPort === 'number' ? targetPort : port);

/** What is found out by the bytes is taken to be HTTP. */
const portOf = (port: Port): ServicePort => ({
  port: port.port,
  name: port.name ?? '',
  protocol: layerOf(port) === undefined ? 'HTTP' : (protocolOf(port) ?? 'TCP'),
  targetPort: targetOf(port),
});

/** A Service as the simulator asks for it. */
export function handleOf(mesh: Mesh, { name, namespace, spec }: Service): ServiceHandle {
  const pods = workloadsIn(mesh, namespace, spec.selector);
  const handle: ServiceHandle = {
    name,
    namespace,
    host: serviceHost({ name, namespace }),
    ports: (spec.ports ?? []).map(portOf),
    versions: versionsOf(mesh, { name, namespace, spec } as Service).map((one) => one.name),
    podLabels: spec.selector ?? {},
    serviceAccounts: [...new Set(pods.map(({ serviceAccount }) => serviceAccount))].map((account) => ({
      name: account,
      namespace,
    })),
    declaredCalls: [],
    version: (version) => versionOf(handle, version, versionsOf(mesh, { name, namespace, spec } as Service)),
    port: (number) => ({
      kind: 'port',
      service: handle,
      port: handle.ports.find(({ port }) => port === number) ?? { port: number, name: '', protocol: 'HTTP' },
    }),
  };
  return handle;
}

/** A version of a service, by labels. */
interface Version {
  readonly name: string;
  readonly labels: StringMap;
}

function versionOf(service: ServiceHandle, name: string, all: readonly Version[]): VersionHandle {
  const labels = all.find((one) => one.name === name)?.labels ?? { version: name };
  const handle: VersionHandle = {
    kind: 'version',
    service,
    name,
    podLabels: { ...service.podLabels, ...labels },
    subsetLabels: labels,
    serviceAccounts: service.serviceAccounts,
    port: (number) => ({ ...service.port(number), version: handle }),
  };
  return handle;
}

/** Versions of a Service: subsets of its DestinationRules, or else what its pods' label says. */
export function versionsOf(mesh: Mesh, { name, namespace, spec }: Service): readonly Version[] {
  const subsets = rulesFor(mesh, hostKey(name, namespace)).flatMap(({ spec: { subsets: all = [] } }) => all);
  const found = new Map(subsets.map((one) => [one.name, { name: one.name, labels: one.labels ?? {} }]));
  if (found.size > 0) return [...found.values()];
  const labels = workloadsIn(mesh, namespace, spec.selector).flatMap((pods) => pods.labels['version'] ?? []);
  return [...new Set(labels)].map((version) => ({ name: version, labels: { version } }));
}

/** Pods as a caller that the simulator knows. */
export const callerOf = ({ name, namespace, labels, serviceAccount }: Workload): ServiceHandle => ({
  name,
  namespace,
  host: serviceHost({ name, namespace }),
  ports: [],
  versions: [],
  podLabels: labels,
  serviceAccounts: [{ name: serviceAccount, namespace }],
  declaredCalls: [],
  version: () => {
    throw new Error('pods are no service');
  },
  port: () => {
    throw new Error('pods are no service');
  },
});

/** Where requests enter: a Gateway of either API, and its pods where they are known. */
export interface Entry {
  /** `<namespace>/<name>` of the Gateway. */
  readonly name: string;
  readonly listeners: Listeners;
  readonly pods: Workload | undefined;
  readonly isApi: boolean;
}

/** What of Listeners the simulator reads. */
const listeners = (
  { name, namespace }: { readonly name: string; readonly namespace: string },
  gateway: object | undefined,
  servers: readonly { readonly port: number }[],
): Listeners =>
  ({ name, namespace, hosts: [], props: { servers, ...(gateway && { gateway }) } }) as unknown as Listeners;

/** The handle of a gateway's pods; a port of their Service leads to the one that they listen on. */
function podsHandle(mesh: Mesh, pods: Workload) {
  const ports = servicesOf(mesh, pods.namespace, pods.labels).flatMap(({ spec }) => spec.ports ?? []);
  const { name, namespace, labels, serviceAccount } = pods;
  const all = ports.map((port) => ({ name: port.name ?? '', port: port.port, targetPort: targetOf(port) }));
  return { name, namespace, selector: labels, serviceAccount, ports: all };
}

export const entriesOf = remembered((mesh: Mesh): readonly Entry[] => [
  ...mesh.Gateway.flatMap((gateway): readonly Entry[] => {
    const pods = workloadsWith(mesh, gateway.spec.selector)[0];
    if (pods === undefined || gateway.spec.selector === undefined) return [];
    const servers = (gateway.spec.servers ?? []).map(({ port }) => ({ port: port.number }));
    const name = `${gateway.namespace}/${gateway.name}`;
    return [{ name, listeners: listeners(gateway, podsHandle(mesh, pods), servers), pods, isApi: false }];
  }),
  ...mesh.ApiGateway.filter(({ spec }) => !isWaypoint(spec)).map((gateway): Entry => {
    const service = (gateway.spec.addresses ?? [])
      .map(({ value = '' }) => servicesByHost(mesh).get(hostKey(value, gateway.namespace)))
      .find((one) => one !== undefined);
    const pods = service && workloadsIn(mesh, service.namespace, service.spec.selector)[0];
    const servers = (gateway.spec.listeners ?? []).map(({ port }) => ({ port }));
    const own = pods === undefined ? undefined : { ...podsHandle(mesh, pods), name: service?.name ?? pods.name };
    return {
      name: `${gateway.namespace}/${gateway.name}`,
      listeners: listeners(gateway, own, servers),
      pods,
      isApi: true,
    };
  }),
]);

/** A Gateway that stands in front of services of the mesh, not at its edge. */
export const isWaypoint = ({ gatewayClassName }: { readonly gatewayClassName?: string }): boolean =>
  /waypoint/.test(gatewayClassName ?? '');

/** The Service that a host means, seen from anywhere. */
export const serviceCalled = (mesh: Mesh, host: string, namespace = ''): Service | undefined => {
  const [found] = keysOf(host.replace(/:\d+$/, ''), namespace).flatMap((key) => servicesByHost(mesh).get(key) ?? []);
  return found;
};

/** The workload with an address. */
export const workloadCalled = (mesh: Mesh, full: string): Workload | undefined => named(mesh.workloads, full);
