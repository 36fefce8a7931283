import { grouped } from '../../kit/grouped';
import type { SpecsByKind, Written } from '../../model/mesh';
import { connectionHolds, matchHolds } from '../../model/routes/matches';
import { before, matchOf, matchOfGrpc, wholeElements } from '../../model/routes/precedence';
import { type Match, ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Finding, Rule } from '../rule';

/** One match of a rule. */
interface Step<M> {
  readonly rule: string;
  /** The rule as it is written. */
  readonly part: object;
  readonly match: M;
  /** It leaves to later rules what its delegate does not take. */
  readonly delegates?: boolean;
}

/** A match of a rule that takes nothing, and who takes it all. */
interface Taken {
  readonly rule: string;
  readonly part: object;
  /** Its number in its rule, from 0. */
  readonly match: number;
  readonly by: string;
  /** The taker asks for something, too, and is no rule for whatever is left. */
  readonly isLater: boolean;
}

const isSome = (match: unknown): boolean => Object.keys(match as object).length > 0;

/** Every match that earlier rules leave nothing to. `steps` are in the order in which they are tried. */
function takenOf<M>(steps: readonly Step<M>[], holds: (wide: M, narrow: M) => boolean): readonly Taken[] {
  const numbers = new Map<string, number>();
  return steps.flatMap(({ rule, part, match }, i) => {
    const number = numbers.get(rule) ?? 0;
    numbers.set(rule, number + 1);
    const takers = steps.slice(0, i).filter((one) => !one.delegates && holds(one.match, match));
    const taker = takers.find((one) => one.rule !== rule) ?? takers[0];
    return taker === undefined ? [] : [{ rule, part, match: number, by: taker.rule, isLater: isSome(taker.match) }];
  });
}

/** Rules all of whose matches are taken, each with the first that takes one. */
function shadowed<M>(steps: readonly Step<M>[], taken: readonly Taken[]): readonly Taken[] {
  return [...grouped(taken, ({ rule }) => rule)].flatMap(([rule, own]) => {
    const [first] = own.filter(({ by }) => by !== rule);
    const isWhole =
      own.every(({ by }) => by !== rule) && own.length === steps.filter((one) => one.rule === rule).length;
    return first === undefined || !isWhole ? [] : [first];
  });
}

function ofVirtualService({ place, spec }: Written<SpecsByKind['VirtualService']>): readonly Finding[] {
  const findings = <M>(steps: readonly Step<M>[], holds: (wide: M, narrow: M) => boolean): readonly Finding[] => {
    const taken = takenOf(steps, holds);
    const whole = shadowed(steps, taken);
    return [
      ...whole.map(({ rule, part, by }) => ({ place, at: [part] as const, problem: TRAFFIC.shadowed(rule, by) })),
      ...taken
        .filter(({ rule, isLater }) => isLater && !whole.some((one) => one.rule === rule))
        .map(({ rule, part, match, by }) => ({
          place,
          at: [part, 'match', match] as const,
          severity: 'info' as const,
          problem: ADVICE.partlyShadowed(`match[${match}]`, rule, by),
        })),
    ];
  };
  const http = (spec.http ?? []).flatMap((part, i) => {
    const { match = [{}], name, delegate } = part;
    const rule = ruleName('http', i, name);
    return match.map((one) => ({ rule, part, match: one, delegates: delegate !== undefined }));
  });
  const connections = (['tls', 'tcp'] as const).flatMap((kind) => {
    const steps = (spec[kind] ?? []).flatMap((rule, i) =>
      (rule.match ?? [{}]).map((match) => ({ rule: ruleName(kind, i), part: rule, match })),
    );
    return findings(steps, connectionHolds);
  });
  return [...findings(http, matchHolds), ...connections];
}

/** The Gateway API has no order of rules but precedence, which Istio completes. */
function ofGatewayApi(place: string, rules: readonly ApiSteps[]): readonly Finding[] {
  const steps = rules
    .flatMap(({ part, matches }, i) => matches.map((match) => ({ rule: ruleName('rules', i, part.name), part, match })))
    .sort((a, b) => before(a.match, b.match));
  const taken = takenOf(steps, (wide, narrow) => matchHolds(wholeElements(wide), wholeElements(narrow)));
  return shadowed(steps, taken).map(({ rule, part, by }) => ({
    place,
    at: [part],
    problem: TRAFFIC.shadowedInApi(rule, by),
  }));
}

/** A rule with its matches. */
interface ApiSteps {
  readonly part: { readonly name?: string | undefined };
  readonly matches: readonly Match[];
}

export const ruleShadowed: Rule = {
  name: 'rule-shadowed',
  codes: ['IST0130', 'IST0131', 'MESH343'],
  severity: 'warning',
  about: 'every rule can be reached: none before it takes all that it matches',
  reads: ['VirtualService', 'HTTPRoute', 'GRPCRoute'],
  find: (mesh) => [
    ...mesh.VirtualService.flatMap(ofVirtualService),
    ...mesh.HTTPRoute.flatMap(({ place, spec: { rules = [] } }) =>
      ofGatewayApi(
        place,
        rules.map((part) => ({ part, matches: (part.matches ?? [{}]).map(matchOf) })),
      ),
    ),
    ...mesh.GRPCRoute.flatMap(({ place, spec: { rules = [] } }) =>
      ofGatewayApi(
        place,
        rules.map((part) => ({ part, matches: (part.matches ?? [{}]).map(matchOfGrpc) })),
      ),
    ),
  ],
};
