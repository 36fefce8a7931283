import { selects } from '../../kit/labels';
import type { Finding, MeshCheck } from '../../model/mesh';
import { TRAFFIC } from '../../problems/traffic';

interface Served {
  readonly by: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** One Gateway serves a host on a port of the same pods; a selector with more labels may still mean the same ones. */
export const gatewayServersConflict: MeshCheck = (mesh) => {
  const seen = new Map<string, readonly Served[]>();
  return mesh.Gateway.flatMap(({ place, namespace, name, spec: { selector = {}, servers = [] } }) =>
    servers.flatMap(({ port, hosts }) =>
      hosts.flatMap((host): readonly Finding[] => {
        const key = `${port.number} ${host}`;
        const others = seen.get(key) ?? [];
        seen.set(key, [...others, { by: `${namespace}/${name}`, selector }]);
        const other = others.find((one) => selects(one.selector, selector) || selects(selector, one.selector));
        return other === undefined
          ? []
          : [{ place, problem: TRAFFIC.gatewayConflictingServers(port.number, host, other.by) }];
      }),
    ),
  );
};
