import { MESH } from '../../problems/mesh/mesh';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

export const entriesLeadSomewhere: Rule = {
  name: 'entries-lead-somewhere',
  codes: ['MESH308', 'MESH338'],
  severity: 'warning',
  about: 'a service outside has a port, and endpoints where only those that it names would answer',
  reads: ['ServiceEntry'],
  find: ({ ServiceEntry }) =>
    ServiceEntry.flatMap(({ place, spec }) => {
      const { hosts, ports = [], resolution, endpoints = [], workloadSelector } = spec;
      const host = hosts.join(', ');
      return [
        ...(ports.length === 0 ? [MESH.noPort(host)] : []),
        ...(resolution === 'STATIC' && endpoints.length === 0 && workloadSelector === undefined
          ? [TRAFFIC.noAddress(host)]
          : []),
      ].map((problem) => ({ place, problem }));
    }),
};
