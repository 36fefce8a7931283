import type { MeshCheck } from './facts';
import { TRAFFIC } from './problems/traffic';

const inOrder = (labels: Readonly<Record<string, string>> = {}) => JSON.stringify(Object.entries(labels).sort());

/** One Gateway serves a host on a port of the same pods. */
export const gatewayServersConflict: MeshCheck = (facts) => {
  const first = new Map<string, string>();
  return facts.Gateway.flatMap(({ path, namespace, name, spec }) =>
    (spec.servers ?? []).flatMap(({ port, hosts }) =>
      hosts.flatMap((host) => {
        const key = `${inOrder(spec.selector)} ${port.number} ${host}`;
        const other = first.get(key);
        first.set(key, other ?? `${namespace}/${name}`);
        return other === undefined
          ? []
          : [{ path, problem: TRAFFIC.gatewayConflictingServers(port.number, host, other) }];
      }),
    ),
  );
};
