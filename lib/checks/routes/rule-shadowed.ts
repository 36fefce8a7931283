import { connectionHolds, matchHolds } from '../../model/matches';
import type { SpecsByKind, Written } from '../../model/mesh';
import { asIstio, before } from '../../model/precedence';
import { ruleName } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';
import type { Finding, Rule } from '../rule';

/** One match of a rule. */
interface Step<M> {
  readonly rule: string;
  readonly match: M;
  /** It leaves to later rules what its delegate does not take. */
  readonly delegates?: boolean;
}

/** Each rule that earlier ones leave nothing to, with the first of those. `steps` are in the order in which they are tried. */
function shadowed<M>(steps: readonly Step<M>[], holds: (wide: M, narrow: M) => boolean): readonly [string, string][] {
  return [...new Set(steps.map(({ rule }) => rule))].flatMap((rule): [string, string][] => {
    const takers = steps.flatMap(({ rule: own, match }, i) =>
      own === rule
        ? [steps.slice(0, i).find((one) => one.rule !== rule && !one.delegates && holds(one.match, match))?.rule]
        : [],
    );
    const [first] = takers;
    return first === undefined || takers.includes(undefined) ? [] : [[rule, first]];
  });
}

function ofVirtualService(route: Written<SpecsByKind['VirtualService']>): readonly Finding[] {
  const http = (route.spec.http ?? []).flatMap(({ match = [{}], name, delegate }, i) =>
    match.map((one) => ({ rule: ruleName('http', i, name), match: one, delegates: delegate !== undefined })),
  );
  const connections = (['tls', 'tcp'] as const).flatMap((kind) => {
    const rules = (route.spec[kind] ?? []).flatMap((rule, i) =>
      (rule.match ?? [{}]).map((match) => ({ rule: ruleName(kind, i), match })),
    );
    return shadowed(rules, connectionHolds);
  });
  return [...shadowed(http, matchHolds), ...connections].map(([rule, earlier]) => ({
    place: route.place,
    problem: TRAFFIC.shadowed(rule, earlier),
  }));
}

/** The Gateway API has no order of rules but precedence, which Istio completes. */
function ofHttpRoute({ place, spec }: Written<SpecsByKind['HTTPRoute']>): readonly Finding[] {
  const steps = (spec.rules ?? [])
    .flatMap(({ matches = [{}], name }, i) => matches.map((match) => ({ rule: ruleName('rules', i, name), match })))
    .sort((a, b) => before(a.match, b.match));
  return shadowed(steps, (wide, narrow) => matchHolds(asIstio(wide), asIstio(narrow))).map(([rule, earlier]) => ({
    place,
    problem: TRAFFIC.shadowedInApi(rule, earlier),
  }));
}

export const ruleShadowed: Rule = {
  name: 'rule-shadowed',
  codes: ['IST0130', 'MESH343'],
  severity: 'error',
  about: 'every rule can be reached: none before it takes all that it matches',
  reads: ['VirtualService', 'HTTPRoute'],
  find: (mesh) => [...mesh.VirtualService.flatMap(ofVirtualService), ...mesh.HTTPRoute.flatMap(ofHttpRoute)],
};
