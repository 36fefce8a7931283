import { ruleName } from '../../model/routes/routes';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Finding, Rule } from '../rule';

interface Split {
  readonly name?: string | undefined;
  readonly weights: readonly (number | undefined)[];
}

function findings(place: string, kind: string, rules: readonly Split[], otherwise = 0): readonly Finding[] {
  return rules.flatMap(({ name, weights }, i) => {
    const total = weights.reduce<number>((sum, weight) => sum + (weight ?? otherwise), 0);
    // One target of Istio's API has all, whatever its weight.
    return weights.length > 1 - otherwise && total === 0
      ? [
          {
            place,
            at: ['spec', kind, i, kind === 'rules' ? 'backendRefs' : 'route'] as const,
            problem: TRAFFIC.weights(ruleName(kind, i, name)),
          },
        ]
      : [];
  });
}

type RouteRule = {
  readonly name?: string | undefined;
  readonly route?: readonly { readonly weight?: number | undefined }[] | undefined;
};
type Backends = { readonly backendRefs?: readonly { readonly weight?: number | undefined }[] | undefined };

const ofRoutes = (rules: readonly RouteRule[] = []): readonly Split[] =>
  rules.map(({ name, route = [] }) => ({ name, weights: route.map(({ weight }) => weight) }));
const ofBackends = (rules: readonly Backends[] = []): readonly Split[] =>
  rules.map(({ backendRefs = [] }) => ({ weights: backendRefs.map(({ weight }) => weight) }));

export const weightsAddUp: Rule = {
  name: 'weights-add-up',
  codes: ['MESH320'],
  severity: 'error',
  about:
    "of several targets, somebody has a share; one without a weight has one in the Gateway API, and none in Istio's",
  reads: ['VirtualService', 'HTTPRoute', 'TLSRoute', 'TCPRoute'],
  find: (mesh) => [
    ...mesh.VirtualService.flatMap(({ place, spec }) => [
      ...findings(place, 'http', ofRoutes(spec.http)),
      ...findings(place, 'tls', ofRoutes(spec.tls)),
      ...findings(place, 'tcp', ofRoutes(spec.tcp)),
    ]),
    ...mesh.HTTPRoute.flatMap(({ place, spec }) => findings(place, 'rules', ofBackends(spec.rules), 1)),
    ...mesh.TCPRoute.flatMap(({ place, spec }) => findings(place, 'rules', ofBackends(spec.rules), 1)),
    ...mesh.TLSRoute.flatMap(({ place, spec }) => findings(place, 'rules', ofBackends(spec.rules), 1)),
  ],
};
