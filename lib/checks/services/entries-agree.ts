import { address } from '../../model/object';
import { UNREACHED } from '../../problems/mesh/entry';
import type { Rule } from '../rule';

const FIELDS = ['resolution', 'location'] as const;

export const entriesAgree: Rule = {
  name: 'entries-agree',
  codes: ['MESH979'],
  severity: 'error',
  about: 'a namespace says in one way how the endpoints of a host outside are found',
  reads: ['ServiceEntry'],
  find: ({ ServiceEntry }) =>
    ServiceEntry.flatMap((entry, i) =>
      ServiceEntry.slice(0, i)
        .filter(({ namespace }) => namespace === entry.namespace)
        .flatMap((earlier) => {
          const host = entry.spec.hosts.find((one) => earlier.spec.hosts.includes(one));
          const field = FIELDS.find(
            (one) => (entry.spec[one] ?? DEFAULTS[one]) !== (earlier.spec[one] ?? DEFAULTS[one]),
          );
          return host === undefined || field === undefined
            ? []
            : [
                {
                  place: entry.place,
                  at: ['spec', field],
                  problem: UNREACHED.twoEntries(host, address(earlier), field),
                },
              ];
        }),
    ),
};

const DEFAULTS = { resolution: 'NONE', location: 'MESH_EXTERNAL' } as const;
