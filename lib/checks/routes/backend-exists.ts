import { exists } from '../../model/lookup';
import type { Mesh, Written } from '../../model/mesh';
import { TRAFFIC } from '../../problems/traffic';
import type { Finding, Rule } from '../rule';

interface Backend {
  readonly kind?: string | undefined;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** Backends of a route of the Gateway API; of HTTP ones also those that get copies. */
function backendsOf(mesh: Mesh): readonly { readonly route: Written<object>; readonly backend: Backend }[] {
  const of = <
    S extends { readonly rules?: readonly { readonly backendRefs?: readonly Backend[] | undefined }[] | undefined },
  >(
    routes: readonly Written<S>[],
  ) =>
    routes.flatMap((route) =>
      (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs.map((backend) => ({ route, backend }))),
    );
  const mirrors = mesh.HTTPRoute.flatMap((route) =>
    (route.spec.rules ?? [])
      .flatMap(({ filters = [] }) => filters)
      .flatMap(({ requestMirror }) => (requestMirror ? [{ route, backend: requestMirror.backendRef }] : [])),
  );
  return [...of(mesh.HTTPRoute), ...of(mesh.TLSRoute), ...of(mesh.TCPRoute), ...mirrors];
}

export const backendExists: Rule = {
  name: 'backend-exists',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a version that a route of the Gateway API names has a Service of its own',
  reads: ['HTTPRoute', 'TLSRoute', 'TCPRoute', 'Service'],
  find: (mesh) => {
    return backendsOf(mesh).flatMap(({ route, backend }): readonly Finding[] => {
      const { kind = 'Service', name, namespace = route.namespace } = backend;
      if (kind !== 'Service' || exists(mesh, 'Service', `${namespace}/${name}`)) return [];
      // A version may have a - in its name, too.
      const service = name
        .split('-')
        .map((_part, i, parts) => parts.slice(0, i).join('-'))
        .find((one) => exists(mesh, 'Service', `${namespace}/${one}`));
      if (service === undefined) return [];
      const remedy = `give the microservice ${service} serviceForEachVersion: true`;
      return [{ place: route.place, problem: TRAFFIC.missing('Service', `${namespace}/${name}`, remedy) }];
    });
  },
};
