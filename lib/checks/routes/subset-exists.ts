import type { MeshCheck } from '../../model/facts';
import { destinationsOf, hostKey } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** Every version that a route names is a subset of some DestinationRule of that host. */
export const subsetExists: MeshCheck = (facts) => {
  const subsets = new Set(
    facts.DestinationRule.flatMap(({ namespace, spec }) =>
      (spec.subsets ?? []).map(({ name }) => `${hostKey(spec.host, namespace)} ${name}`),
    ),
  );
  return facts.VirtualService.flatMap((route) =>
    destinationsOf(route).flatMap(({ destination: { host, subset } }) => {
      if (subset === undefined || subsets.has(`${hostKey(host, route.namespace)} ${subset}`)) return [];
      const remedy = `make a DestinationPolicy for ${host}, so that callers know which pods that is`;
      return [{ path: route.path, problem: TRAFFIC.missing('subset', `${subset} of ${host}`, remedy) }];
    }),
  );
};
