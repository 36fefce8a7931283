import type { Finding, MeshCheck } from '../../model/mesh';
import { ruleName } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

interface Split {
  readonly name?: string | undefined;
  readonly weights: readonly (number | undefined)[];
}

function findings(place: string, kind: string, rules: readonly Split[]): readonly Finding[] {
  return rules.flatMap(({ name, weights }, i) => {
    const total = weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
    const split = weights.length > 1 || weights.some((weight) => weight !== undefined && weight !== 0);
    return split && total !== 100 ? [{ place, problem: TRAFFIC.weights(ruleName(kind, i, name), total) }] : [];
  });
}

type Rule = {
  readonly name?: string | undefined;
  readonly route?: readonly { readonly weight?: number | undefined }[] | undefined;
};
type Backends = { readonly backendRefs?: readonly { readonly weight?: number | undefined }[] | undefined };

const ofRoutes = (rules: readonly Rule[] = []): readonly Split[] =>
  rules.map(({ name, route = [] }) => ({ name, weights: route.map(({ weight }) => weight) }));
const ofBackends = (rules: readonly Backends[] = []): readonly Split[] =>
  rules.map(({ backendRefs = [] }) => ({ weights: backendRefs.map(({ weight }) => weight) }));

/** The shares of every split are percents that make a whole. */
export const weightsAddUp: MeshCheck = (mesh) => [
  ...mesh.VirtualService.flatMap(({ place, spec }) => [
    ...findings(place, 'http', ofRoutes(spec.http)),
    ...findings(place, 'tls', ofRoutes(spec.tls)),
    ...findings(place, 'tcp', ofRoutes(spec.tcp)),
  ]),
  ...mesh.HTTPRoute.flatMap(({ place, spec }) => findings(place, 'rules', ofBackends(spec.rules))),
  ...mesh.TCPRoute.flatMap(({ place, spec }) => findings(place, 'rules', ofBackends(spec.rules))),
  ...mesh.TLSRoute.flatMap(({ place, spec }) => findings(place, 'rules', ofBackends(spec.rules))),
];
