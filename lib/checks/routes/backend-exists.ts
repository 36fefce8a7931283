import type { Fact, Finding, MeshCheck, MeshFacts } from '../../model/facts';
import { TRAFFIC } from '../../problems/traffic';

interface Backend {
  readonly kind?: string | undefined;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** Backends of a route of the Gateway API; of HTTP ones also those that get copies. */
function backendsOf(facts: MeshFacts): readonly { readonly route: Fact<object>; readonly backend: Backend }[] {
  const of = <
    S extends { readonly rules?: readonly { readonly backendRefs?: readonly Backend[] | undefined }[] | undefined },
  >(
    routes: readonly Fact<S>[],
  ) =>
    routes.flatMap((route) =>
      (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs.map((backend) => ({ route, backend }))),
    );
  const mirrors = facts.HTTPRoute.flatMap((route) =>
    (route.spec.rules ?? [])
      .flatMap(({ filters = [] }) => filters)
      .flatMap(({ requestMirror }) => (requestMirror ? [{ route, backend: requestMirror.backendRef }] : [])),
  );
  return [...of(facts.HTTPRoute), ...of(facts.TLSRoute), ...of(facts.TCPRoute), ...mirrors];
}

/** A version that a route of the Gateway API names has a Service of its own. */
export const backendExists: MeshCheck = (facts) => {
  const known = new Set(facts.Service.map(({ namespace, name }) => `${namespace}/${name}`));
  return backendsOf(facts).flatMap(({ route, backend }): readonly Finding[] => {
    const { kind = 'Service', name, namespace = route.namespace } = backend;
    if (kind !== 'Service' || known.has(`${namespace}/${name}`)) return [];
    // A version may have a - in its name, too.
    const service = name
      .split('-')
      .map((_part, i, parts) => parts.slice(0, i).join('-'))
      .find((one) => known.has(`${namespace}/${one}`));
    if (service === undefined) return [];
    const remedy = `give the microservice ${service} serviceForEachVersion: true`;
    return [{ path: route.path, problem: TRAFFIC.missing('Service', `${namespace}/${name}`, remedy) }];
  });
};
