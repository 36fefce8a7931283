import { address, type Live, objectsOf } from '../../delivery/dist/manifest';
import type { StringMap } from '../../kit/formats/labels';
import { refuse } from '../../kit/problems';
import { collect } from '../../model/collect';
import { named, servicesAsking } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { COMMAND } from '../../problems/commands/command';
import type { Run } from '../run';
import { type Entry, entriesOf } from './routes';

export const WAYS = ['load-balancer', 'node-port', 'port-forward'] as const;

/** Where a route answers, and how a request gets there. */
export interface Address {
  readonly url: string;
  readonly by: (typeof WAYS)[number];
  /** `bookinfo/bookinfo` */
  readonly route: string;
  /** What the request's Host must be. @default - anything */
  readonly host?: string;
  /** For `port-forward`: the Service and its port. */
  readonly service: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
    readonly targetPort: number;
  };
  /** Labels of the pods behind it. */
  readonly selector: StringMap;
  /** The page's address at a host and port. */
  readonly at: (host: string, port: number) => string;
}

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly nodePort?: number;
}

interface Service extends Live {
  readonly spec?: {
    readonly type?: string;
    readonly selector?: StringMap;
    readonly ports?: readonly Port[];
  };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
  };
}

interface Node extends Live {
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
}

/** What the demo shows. */
const PAGE = '/productpage';
const STANDARD: Readonly<Record<string, number>> = { http: 80, https: 443 };
/** Where a port-forward listens on this machine, if nothing else does. */
export const LOCAL_PORT = 8080;

/**
 * The address of a route: by load balancer, else by node port, else by a port-forward that the caller opens. Without a name it is Bookinfo's
 * page, or else the first route of the environment.
 * @throws Refused when the environment has no such route, or its gateway is not in the cluster
 */
export async function url({ cluster, installation }: Run, name?: string): Promise<Address> {
  const mesh = collect(objectsOf(installation).map((object) => ({ place: address(object), object })));
  const entries = entriesOf(mesh);
  const entry =
    name === undefined
      ? (entries.find(({ path }) => path === PAGE) ?? entries[0])
      : entries.find(({ route }) => route === name || route.endsWith(`/${name}`));
  const known = entries.map(({ route }) => route);
  if (entry === undefined) refuse(installation.environment, COMMAND.noRoute(name, known));
  const service = await serviceOf(cluster, mesh, entry);
  const listener = listenerOf(mesh, entry);
  const port = portOf(service?.spec?.ports ?? [], listener?.port);
  if (service === undefined || port === undefined)
    refuse(installation.environment, COMMAND.noGateway(entry.gateway.replace(/^.*\//, '')));
  return reached(entry, service, port, listener?.protocol === 'HTTPS' ? 'https' : 'http', () =>
    cluster.list({ apiVersion: 'v1', kind: 'Node' }),
  );
}

async function reached(
  { route, host, path }: Entry,
  service: Service,
  port: Port,
  scheme: string,
  nodes: () => Promise<readonly Live[]>,
): Promise<Address> {
  const at = (address: string, number: number) =>
    `${scheme}://${address.includes(':') ? `[${address}]` : address}${number === STANDARD[scheme] ? '' : `:${number}`}${path}`;
  const target = {
    route,
    ...(host !== undefined && { host }),
    service: {
      namespace: service.metadata.namespace ?? 'default',
      name: service.metadata.name,
      port: port.port,
      targetPort: typeof port.targetPort === 'number' ? port.targetPort : port.port,
    },
    selector: service.spec?.selector ?? {},
    at,
  };
  const [balancer] = service.status?.loadBalancer?.ingress ?? [];
  const outside = balancer?.ip ?? balancer?.hostname;
  if (outside !== undefined) return { url: at(outside, port.port), by: 'load-balancer', ...target };
  if (service.spec?.type === 'NodePort' && port.nodePort !== undefined) {
    const node = addressOf((await nodes()) as readonly Node[]);
    if (node !== undefined) return { url: at(node, port.nodePort), by: 'node-port', ...target };
  }
  return { url: at('localhost', LOCAL_PORT), by: 'port-forward', ...target };
}

/** Where a gateway listens: for plain HTTP, where it does. */
function listenerOf(mesh: Mesh, { gateway }: Entry): { readonly port: number; readonly protocol: string } | undefined {
  const servers = named(mesh.Gateway, gateway)?.spec.servers ?? [];
  const all = [
    ...servers.map(({ port }) => ({ port: port.number, protocol: port.protocol })),
    ...(named(mesh.ApiGateway, gateway)?.spec.listeners ?? []),
  ];
  return all.find(({ protocol }) => /^http/i.test(protocol) && protocol !== 'HTTPS') ?? all[0];
}

/** A gateway's port is that of its Service, or that of its pods. */
const portOf = (ports: readonly Port[], number = 80): Port | undefined =>
  ports.find(({ port }) => port === number) ?? ports.find(({ targetPort }) => targetPort === number) ?? ports[0];

/** The Service before a gateway's pods: istiod's own naming for the Gateway API, else the one whose selector its pods carry. */
async function serviceOf(
  cluster: Run['cluster'],
  mesh: Mesh,
  { gateway, automatic }: Entry,
): Promise<Service | undefined> {
  const [namespace = '', name = ''] = gateway.split('/');
  const ask = (metadata: { readonly name: string; readonly namespace: string }) =>
    cluster.get({ apiVersion: 'v1', kind: 'Service', metadata });
  if (automatic) return ask({ name: `${name}-istio`, namespace });
  const wanted = named(mesh.Gateway, gateway)?.spec.selector;
  const before = wanted === undefined ? undefined : servicesAsking(mesh, wanted)[0];
  return before && ask({ name: before.name, namespace: before.namespace });
}

function addressOf(nodes: readonly Node[]): string | undefined {
  const addresses = nodes.flatMap(({ status }) => status?.addresses ?? []);
  const of = (type: string) => addresses.find((one) => one.type === type)?.address;
  return of('ExternalIP') ?? of('InternalIP');
}
