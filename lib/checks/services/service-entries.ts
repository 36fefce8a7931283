import { grouped } from '../../kit/grouped';
import { blockOf, listOf } from '../../kit/json';
import { address } from '../../model/object';
import { exportedTo } from '../../model/routes/visibility';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

/** istiod wrote down which it gave. */
const hasAddresses = (object: unknown): boolean => listOf(blockOf(blockOf(object)['status'])['addresses']).length > 0;

export const entryAddresses: Rule = {
  name: 'entry-addresses',
  codes: ['IST0134'],
  severity: 'warning',
  about: 'a TCP host outside has an address of its own, or it would take all traffic to its port',
  reads: ['ServiceEntry', 'controlPlanes'],
  find: (mesh) => {
    const isGiven = mesh.controlPlanes.length > 0 && mesh.controlPlanes.every(({ spec }) => spec.givesAddresses);
    return mesh.ServiceEntry.flatMap(({ place, object, spec: { hosts, ports = [], addresses } }) =>
      isGiven || addresses !== undefined || hasAddresses(object)
        ? []
        : ports
            .filter(({ protocol }) => (protocol || 'TCP').toUpperCase() === 'TCP')
            .map((port) => ({
              place,
              at: [port],
              problem: TRAFFIC.addressesNeeded(hosts.join(', '), port.number),
            })),
    );
  },
};

export const entryProtocols: Rule = {
  name: 'entry-protocols',
  codes: ['IST0177'],
  severity: 'warning',
  about: 'whoever declares a host and port says the same protocol',
  reads: ['ServiceEntry'],
  find: (mesh) => {
    const declared = mesh.ServiceEntry.flatMap((entry) =>
      exportedTo(entry.spec.exportTo, entry.namespace).flatMap((by) =>
        entry.spec.hosts.flatMap((host) =>
          (entry.spec.ports ?? []).map((port) => ({
            entry,
            port,
            by,
            host,
            number: port.number,
            protocol: (port.protocol ?? 'TCP').toUpperCase(),
          })),
        ),
      ),
    );
    const said = new Set<string>();
    return [...grouped(declared, ({ host, number }) => `${host} ${number}`).values()].flatMap((group) =>
      group.flatMap((one, i) => {
        // Of two that say different things, the later names the earlier.
        const other = group
          .slice(0, i)
          .find(({ by, protocol }) => protocol !== one.protocol && (by === one.by || by === '*' || one.by === '*'));
        if (other === undefined || said.has(one.entry.place)) return [];
        said.add(one.entry.place);
        const problem = TRAFFIC.conflictingProtocol(one.host, one.number, address(other.entry));
        return [{ place: one.entry.place, at: [one.port], other: other.entry.place, problem }];
      }),
    );
  },
};
