import { exists } from '../../../model/lookup';
import type { Mesh, Written } from '../../../model/mesh';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Rule } from '../../rule';
import { severityOf } from '../../sought';
import type { ApiRoute, Reference } from './api-route';

interface Named {
  readonly route: Written<object>;
  readonly backend: Reference;
}

/** Services that routes of the Gateway API name: where requests go, copies too, and whose requests they are inside the mesh. */
const servicesOf = (mesh: Mesh): readonly Named[] => {
  const routes: readonly Written<ApiRoute>[] = [mesh.HTTPRoute, mesh.GRPCRoute, mesh.TLSRoute, mesh.TCPRoute].flat();
  return routes.flatMap((route) => {
    const rules = route.spec.rules ?? [];
    const mirrors = rules.flatMap(({ filters = [] }) =>
      filters.flatMap(({ requestMirror: to }) => to?.backendRef ?? []),
    );
    const parents = (route.spec.parentRefs ?? []).filter(({ kind }) => kind === 'Service');
    const named = [...rules.flatMap(({ backendRefs = [] }) => backendRefs), ...mirrors, ...parents];
    return named.filter(({ kind = 'Service' }) => kind === 'Service').map((backend) => ({ route, backend }));
  });
};

/** What to do about a Service that is not there, also in YAML: a version may be meant, with a `-` in its name, too. */
function remediesFor(mesh: Mesh, namespace: string, name: string): readonly [string, string?] | undefined {
  const service = name
    .split('-')
    .map((_part, i, parts) => parts.slice(0, i).join('-'))
    .find((one) => exists(mesh, 'Service', `${namespace}/${one}`));
  if (service !== undefined)
    return [
      `give the microservice ${service} serviceForEachVersion: true`,
      `make a Service of that name for one version of ${service}, or name ${service}`,
    ];
  return mesh.isWhole ? ['correct the name or the namespace, or write the Service down'] : undefined;
}

export const backendExists: Rule = {
  name: 'backend-exists',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a route of the Gateway API names Services that exist; of a version, its own',
  reads: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'Service', 'isWhole'],
  find: (mesh) =>
    servicesOf(mesh).flatMap(({ route, backend }) => {
      const { name, namespace = route.namespace } = backend;
      if (exists(mesh, 'Service', `${namespace}/${name}`)) return [];
      const remedies = remediesFor(mesh, namespace, name);
      if (remedies === undefined) return [];
      return [
        {
          place: route.place,
          at: [backend, 'name'],
          problem: TRAFFIC.missing('Service', `${namespace}/${name}`, ...remedies),
          sought: [{ namespace, name }],
          ...severityOf(mesh, 'Service'),
        },
      ];
    }),
};
