import type { Finding, MeshCheck } from '../../model/facts';
import { holds } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

interface Served {
  readonly by: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** One Gateway serves a host on a port of the same pods; a selector with more labels may still mean the same ones. */
export const gatewayServersConflict: MeshCheck = (facts) => {
  const seen = new Map<string, readonly Served[]>();
  return facts.Gateway.flatMap(({ path, namespace, name, spec: { selector = {}, servers = [] } }) =>
    servers.flatMap(({ port, hosts }) =>
      hosts.flatMap((host): readonly Finding[] => {
        const key = `${port.number} ${host}`;
        const others = seen.get(key) ?? [];
        seen.set(key, [...others, { by: `${namespace}/${name}`, selector }]);
        const other = others.find((one) => holds(one.selector, selector) || holds(selector, one.selector));
        return other === undefined
          ? []
          : [{ path, problem: TRAFFIC.gatewayConflictingServers(port.number, host, other.by) }];
      }),
    ),
  );
};
