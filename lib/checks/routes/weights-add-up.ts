import type { Finding, MeshCheck } from '../../model/facts';
import { ruleName } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

interface Split {
  readonly name?: string | undefined;
  readonly weights: readonly (number | undefined)[];
}

function findings(path: string, kind: string, rules: readonly Split[]): readonly Finding[] {
  return rules.flatMap(({ name, weights }, i) => {
    const total = weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
    const split = weights.length > 1 || weights.some((weight) => weight !== undefined && weight !== 0);
    return split && total !== 100 ? [{ path, problem: TRAFFIC.weights(ruleName(kind, i, name), total) }] : [];
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
export const weightsAddUp: MeshCheck = (facts) => [
  ...facts.VirtualService.flatMap(({ path, spec }) => [
    ...findings(path, 'http', ofRoutes(spec.http)),
    ...findings(path, 'tls', ofRoutes(spec.tls)),
    ...findings(path, 'tcp', ofRoutes(spec.tcp)),
  ]),
  ...facts.HTTPRoute.flatMap(({ path, spec }) => findings(path, 'rules', ofBackends(spec.rules))),
  ...facts.TCPRoute.flatMap(({ path, spec }) => findings(path, 'rules', ofBackends(spec.rules))),
  ...facts.TLSRoute.flatMap(({ path, spec }) => findings(path, 'rules', ofBackends(spec.rules))),
];
