import { type Live, type Manifest, objectsOf } from '../delivery/manifest';
import { type StringMap, selects } from '../kit/labels';
import { refuse } from '../kit/problems';
import { COMMAND } from '../problems/command';
import type { Run } from './run';

export const WAYS = ['load-balancer', 'node-port', 'port-forward'] as const;

/** Where Bookinfo answers, and how a request gets there. */
export interface Address {
  readonly url: string;
  readonly by: (typeof WAYS)[number];
  /** For `port-forward`: the Service and its port. */
  readonly service: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
    readonly targetPort: number;
  };
  /** Labels of the pods behind it. */
  readonly selector: StringMap;
}

interface Service extends Live {
  readonly spec?: {
    readonly type?: string;
    readonly selector?: StringMap;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
      readonly nodePort?: number;
    }[];
  };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
  };
}

interface Node extends Live {
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
}

const PAGE = '/productpage';
const HTTP = 80;
/** Where a port-forward listens on this machine, if nothing else does. */
export const LOCAL_PORT = 8080;

/**
 * The address of Bookinfo's page: by load balancer, else by node port, else by a port-forward that the caller opens.
 * @throws Refused when the environment has no Bookinfo, or its gateway is not in the cluster
 */
export async function url({ cluster, installation }: Run): Promise<Address> {
  const objects = objectsOf(installation);
  const route = objects.find(
    (object) => JSON.stringify(object).includes(`"${PAGE}"`) && gatewayOf(object) !== undefined,
  );
  const gateway = route === undefined ? undefined : gatewayOf(route);
  if (route === undefined || gateway === undefined) refuse(installation.environment, COMMAND.noBookinfo());
  const service = await serviceOf({ cluster, objects, gateway });
  const port = service?.spec?.ports?.find((one) => one.port === HTTP) ?? service?.spec?.ports?.[0];
  if (service === undefined || port === undefined) refuse(installation.environment, COMMAND.noGateway(gateway.name));
  const target = {
    service: {
      namespace: service.metadata.namespace ?? 'default',
      name: service.metadata.name,
      port: port.port,
      targetPort: typeof port.targetPort === 'number' ? port.targetPort : port.port,
    },
    selector: service.spec?.selector ?? {},
  };
  const [balancer] = service.status?.loadBalancer?.ingress ?? [];
  const host = balancer?.ip ?? balancer?.hostname;
  if (host !== undefined) return { url: at(host, port.port), by: 'load-balancer', ...target };
  if (service.spec?.type === 'NodePort' && port.nodePort !== undefined) {
    const node = addressOf((await cluster.list({ apiVersion: 'v1', kind: 'Node' })) as readonly Node[]);
    if (node !== undefined) return { url: at(node, port.nodePort), by: 'node-port', ...target };
  }
  return { url: at('localhost', LOCAL_PORT), by: 'port-forward', ...target };
}

/** The page's address at a host and port. */
export const at = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}${port === HTTP ? '' : `:${port}`}${PAGE}`;

interface GatewayName {
  readonly namespace: string;
  readonly name: string;
  /** A Gateway of the Gateway API, whose Service istiod makes. */
  readonly automatic: boolean;
}

/** The gateway that a route hangs on: `spec.gateways` of a VirtualService, `spec.parentRefs` of an HTTPRoute. */
function gatewayOf(object: Manifest): GatewayName | undefined {
  const { spec } = object as Manifest & {
    readonly spec?: {
      readonly gateways?: readonly string[];
      readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string }[];
    };
  };
  const own = object.metadata.namespace ?? 'default';
  if (object.kind === 'HTTPRoute' && spec?.parentRefs?.[0] !== undefined)
    return { namespace: spec.parentRefs[0].namespace ?? own, name: spec.parentRefs[0].name, automatic: true };
  const reference = object.kind === 'VirtualService' ? spec?.gateways?.find((name) => name !== 'mesh') : undefined;
  if (reference === undefined) return undefined;
  const [name = '', namespace = own] = reference.split('/').toReversed();
  return { namespace, name, automatic: false };
}

/** The Service before a gateway's pods: istiod's own naming for the Gateway API, else the one whose selector its pods carry. */
async function serviceOf(of: {
  cluster: Run['cluster'];
  objects: readonly Manifest[];
  gateway: GatewayName;
}): Promise<Service | undefined> {
  const { cluster, objects, gateway } = of;
  if (gateway.automatic) {
    const metadata = { name: `${gateway.name}-istio`, namespace: gateway.namespace };
    return (await cluster.get({ apiVersion: 'v1', kind: 'Service', metadata })) as Service | undefined;
  }
  const istio = objects.find(
    ({ kind, metadata }) =>
      kind === 'Gateway' && metadata.name === gateway.name && metadata.namespace === gateway.namespace,
  ) as (Manifest & { readonly spec?: { readonly selector?: StringMap } }) | undefined;
  const wanted = istio?.spec?.selector;
  const before = objects.find(
    (object) =>
      object.kind === 'Service' && wanted !== undefined && selects(wanted, (object as Service).spec?.selector ?? {}),
  );
  return before === undefined ? undefined : ((await cluster.get(before)) as Service | undefined);
}

function addressOf(nodes: readonly Node[]): string | undefined {
  const addresses = nodes.flatMap(({ status }) => status?.addresses ?? []);
  const of = (type: string) => addresses.find((one) => one.type === type)?.address;
  return of('ExternalIP') ?? of('InternalIP');
}
