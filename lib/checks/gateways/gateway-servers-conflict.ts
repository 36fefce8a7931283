import { selects } from '../../kit/formats/labels';
import { grouped } from '../../kit/grouped';
import { scoped } from '../../model/hosts/scoped';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

type Gateway = Mesh['Gateway'][number];

/** A host that a Gateway serves on a port of an address. */
interface Served {
  readonly by: Gateway;
  readonly server: object;
  readonly host: string;
  readonly port: number;
  readonly bind: string;
}

const selectorOf = ({ spec }: Gateway) => spec.selector ?? {};
/** A selector with more labels may still mean the same pods. */
const maySharePods = (a: Gateway, b: Gateway): boolean =>
  selects(selectorOf(a), selectorOf(b)) || selects(selectorOf(b), selectorOf(a));

const servedBy = (by: Gateway): readonly Served[] =>
  (by.spec.servers ?? []).flatMap((server) => {
    const { port, hosts, bind = '' } = server;
    return hosts.map((host) => ({ by, server, host: scoped(host).host, port: port.number, bind }));
  });

export const gatewayServersConflict: Rule = {
  name: 'gateway-servers-conflict',
  codes: ['IST0145'],
  severity: 'error',
  about: 'one Gateway serves a host on a port of the same pods',
  reads: ['Gateway'],
  find: (mesh) => {
    const groups = grouped(mesh.Gateway.flatMap(servedBy), ({ host, port, bind }) => `${bind} ${port} ${host}`);
    return [...groups.values()].flatMap((group) =>
      group.flatMap((one, i) => {
        // Of two that conflict, the later names the earlier.
        const other = group.slice(0, i).find(({ by }) => maySharePods(by, one.by));
        if (other === undefined) return [];
        const problem = TRAFFIC.gatewayConflictingServers(one.port, one.host, address(other.by));
        return [{ place: one.by.place, at: [one.server, 'hosts'], other: other.by.place, problem }];
      }),
    );
  },
};
