import { hostKey } from '../../model/hosts';
import { destinationsOf } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';
import type { Rule } from '../rule';

export const subsetExists: Rule = {
  name: 'subset-exists',
  codes: ['IST0101'],
  severity: 'error',
  about: 'every version that a route names is a subset of some DestinationRule of that host',
  reads: ['VirtualService', 'DestinationRule'],
  find: (mesh) => {
    const subsets = new Set(
      mesh.DestinationRule.flatMap(({ namespace, spec }) =>
        (spec.subsets ?? []).map(({ name }) => `${hostKey(spec.host, namespace)} ${name}`),
      ),
    );
    return mesh.VirtualService.flatMap((route) =>
      destinationsOf(route).flatMap(({ destination: { host, subset } }) => {
        if (subset === undefined || subsets.has(`${hostKey(host, route.namespace)} ${subset}`)) return [];
        const remedy = `make a DestinationPolicy for ${host}, so that callers know which pods that is`;
        return [{ place: route.place, problem: TRAFFIC.missing('subset', `${subset} of ${host}`, remedy) }];
      }),
    );
  },
};
