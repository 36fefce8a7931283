import { isWild } from '../../model/hosts/holding';
import type { Mesh } from '../../model/mesh';
import { address, inFull } from '../../model/object';

/** A way into the mesh: a route that hangs on a gateway. */
export interface Entry {
  /** `bookinfo/bookinfo` */
  readonly route: string;
  /** The first host that is no pattern; undefined where any will do. */
  readonly host?: string;
  /** A path that it takes. */
  readonly path: string;
  /** `<namespace>/<name>` */
  readonly gateway: string;
  /** The gateway is one of the Gateway API, whose Service istiod makes. */
  readonly automatic: boolean;
}

const host = (hosts: readonly string[] = []) => {
  const [one] = hosts.filter((name) => !isWild(name));
  return one === undefined ? {} : { host: one };
};

/** Every VirtualService and HTTPRoute that a gateway serves. */
export const entriesOf = (mesh: Mesh): readonly Entry[] => [
  ...mesh.VirtualService.flatMap((route): readonly Entry[] => {
    const { hosts, http, gateways = [] } = route.spec;
    const gateway = gateways.find((name) => name !== 'mesh');
    if (gateway === undefined || http === undefined) return [];
    const uri = http[0]?.match?.[0]?.uri;
    const path = uri?.exact ?? uri?.prefix ?? '/';
    const full = inFull(gateway, route.namespace);
    return [{ route: address(route), path, gateway: full, automatic: false, ...host(hosts) }];
  }),
  ...mesh.HTTPRoute.flatMap((route): readonly Entry[] => {
    const { hostnames, rules = [], parentRefs = [] } = route.spec;
    const parent = parentRefs.find(({ kind = 'Gateway' }) => kind === 'Gateway');
    if (parent === undefined) return [];
    const path = rules[0]?.matches?.[0]?.path?.value ?? '/';
    const gateway = address({ namespace: parent.namespace ?? route.namespace, name: parent.name });
    return [{ route: address(route), path, gateway, automatic: true, ...host(hostnames) }];
  }),
];
