import { selects } from '../../kit/labels';
import { TRAFFIC } from '../../problems/traffic';
import type { Finding, Rule } from '../rule';

interface Served {
  readonly by: string;
  readonly selector: Readonly<Record<string, string>>;
}

export const gatewayServersConflict: Rule = {
  name: 'gateway-servers-conflict',
  codes: ['IST0145'],
  severity: 'error',
  about:
    'one Gateway serves a host on a port of the same pods; a selector with more labels may still mean the same ones',
  reads: ['Gateway'],
  find: (mesh) => {
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
  },
};
