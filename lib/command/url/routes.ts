import type { Manifest } from '../../delivery/dist/manifest';

/** A way into the mesh: a route that hangs on a gateway. */
export interface Entry {
  /** `bookinfo/bookinfo` */
  readonly route: string;
  /** The first host that is no pattern; undefined where any will do. */
  readonly host?: string;
  /** A path that it takes. */
  readonly path: string;
  readonly gateway: GatewayName;
}

export interface GatewayName {
  readonly namespace: string;
  readonly name: string;
  /** A Gateway of the Gateway API, whose Service istiod makes. */
  readonly automatic: boolean;
}

interface Route extends Manifest {
  readonly spec?: {
    readonly hosts?: readonly string[];
    readonly hostnames?: readonly string[];
    readonly gateways?: readonly string[];
    readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string; readonly kind?: string }[];
    readonly http?: readonly { readonly match?: readonly { readonly uri?: { exact?: string; prefix?: string } }[] }[];
    readonly rules?: readonly { readonly matches?: readonly { readonly path?: { readonly value?: string } }[] }[];
  };
}

/** Every route of a VirtualService or an HTTPRoute that a gateway serves. */
export function entriesOf(objects: readonly Manifest[]): readonly Entry[] {
  return objects.flatMap((object) => {
    const gateway = gatewayOf(object);
    const { hosts = [], hostnames = [] } = (object as Route).spec ?? {};
    if (gateway === undefined) return [];
    const host = [...hosts, ...hostnames].find((name) => !name.startsWith('*'));
    const route = `${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
    return [{ route, path: pathOf(object), gateway, ...(host !== undefined && { host }) }];
  });
}

/** The gateway that a route hangs on: `spec.gateways` of a VirtualService, `spec.parentRefs` of an HTTPRoute. */
function gatewayOf(object: Route): GatewayName | undefined {
  const { kind, spec, metadata } = object;
  const own = metadata.namespace ?? 'default';
  const parent = spec?.parentRefs?.find((one) => (one.kind ?? 'Gateway') === 'Gateway');
  if (kind === 'HTTPRoute' && parent !== undefined)
    return { namespace: parent.namespace ?? own, name: parent.name, automatic: true };
  const reference = kind === 'VirtualService' ? spec?.gateways?.find((name) => name !== 'mesh') : undefined;
  if (reference === undefined || spec?.http === undefined) return undefined;
  const [name = '', namespace = own] = reference.split('/').toReversed();
  return { namespace, name, automatic: false };
}

function pathOf({ spec }: Route): string {
  const http = spec?.http?.[0]?.match?.[0]?.uri;
  return http?.exact ?? http?.prefix ?? spec?.rules?.[0]?.matches?.[0]?.path?.value ?? '/';
}
