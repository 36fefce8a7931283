import type { Finding, MeshCheck } from './facts';
import { gatewaysOf, type HttpRule } from './mesh-index';
import { TRAFFIC } from './problems/traffic';

const matchesOf = (rules: readonly HttpRule[] = []): readonly string[] =>
  rules.flatMap(({ match }) => (match ?? [{}]).map((one) => JSON.stringify(one)));

/** Routes of one gateway and host are merged, and of two that match the same, the older one wins by chance. */
export const gatewayRoutesConflict: MeshCheck = (facts) => {
  const seen = new Map<string, string>();
  return facts.VirtualService.flatMap((route): readonly Finding[] => {
    const own = `${route.namespace}/${route.name}`;
    const gateways = gatewaysOf(route).filter((gateway) => gateway !== 'mesh');
    const places = gateways.flatMap((gateway) => (route.spec.hosts ?? []).map((host) => ({ gateway, host })));
    return places.flatMap(({ gateway, host }) => {
      const others = matchesOf(route.spec.http).flatMap((match) => {
        const key = `${gateway} ${host} ${match}`;
        const other = seen.get(key) ?? own;
        seen.set(key, other);
        return other === own ? [] : [other];
      });
      const [other] = others;
      return other === undefined ? [] : [{ path: route.path, problem: TRAFFIC.gatewayConflict(host, gateway, other) }];
    });
  });
};
