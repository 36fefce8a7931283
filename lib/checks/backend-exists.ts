import type { MeshCheck } from './facts';
import { TRAFFIC } from './problems/traffic';

/** A version that a route of the Gateway API names has a Service of its own. */
export const backendExists: MeshCheck = (facts) => {
  const known = new Set(facts.Service.map(({ namespace, name }) => `${namespace}/${name}`));
  return facts.HTTPRoute.flatMap(({ path, namespace, spec }) =>
    (spec.rules ?? []).flatMap(({ backendRefs = [] }) =>
      backendRefs.flatMap(({ name, namespace: there = namespace }) => {
        const service = name.replace(/-[^-]+$/, '');
        if (known.has(`${there}/${name}`) || service === name || !known.has(`${there}/${service}`)) return [];
        const remedy = `give the microservice ${service} serviceForEachVersion: true`;
        return [{ path, problem: TRAFFIC.missing('Service', `${there}/${name}`, remedy) }];
      }),
    ),
  );
};
