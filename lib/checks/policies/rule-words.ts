import type { SpecsByKind } from '../../model/mesh';
import { POLICY } from '../../problems/mesh/policy';
import type { At, Rule } from '../rule';

type RuleOf = NonNullable<SpecsByKind['AuthorizationPolicy']['rules']>[number];

/** The lists of callers and operations of a rule, each with its name: `to.paths`; and where each is. */
const listsOf = ({ from = [], to = [] }: RuleOf): readonly (readonly [string, readonly string[], At])[] =>
  [
    ...from.map(({ source = {} }) => ['from', source] as const),
    ...to.map(({ operation = {} }) => ['to', operation] as const),
  ].flatMap(([where, block]) =>
    Object.entries(block).flatMap(([field, list]: [string, readonly string[] | undefined]) =>
      list === undefined ? [] : [[`${where}.${field}`, list, [block, field]] as const],
    ),
  );

export const listsSaySomething: Rule = {
  name: 'lists-say-something',
  codes: ['MESH405'],
  severity: 'error',
  about: 'a list of a rule names something; Istio takes an empty one for none, so that the rule is about everything',
  reads: ['AuthorizationPolicy'],
  find: ({ AuthorizationPolicy }) =>
    AuthorizationPolicy.flatMap(({ place, spec: { rules = [] } }) =>
      rules
        .flatMap(listsOf)
        .filter(([, list]) => list.length === 0)
        .map(([field, , at]) => ({ place, at, problem: POLICY.emptyList(field) })),
    ),
};

/** Text with a `*` at one end, or a template, whose segments istiod's own validation knows. */
const canMatch = (path: string): boolean =>
  /[{}]/.test(path) ? path.startsWith('/') : /^(\*|\/|\*[^*]+|\/[^*]*\*?)$/.test(path);

export const pathsCanMatch: Rule = {
  name: 'paths-can-match',
  codes: ['MESH412'],
  severity: 'error',
  about: 'a path of a rule is one that a request can have',
  reads: ['AuthorizationPolicy'],
  find: ({ AuthorizationPolicy }) =>
    AuthorizationPolicy.flatMap(({ place, spec: { rules = [] } }) =>
      rules
        .flatMap(listsOf)
        .filter(([field]) => field === 'to.paths' || field === 'to.notPaths')
        .flatMap(([, paths, at]) => paths.map((path) => ({ path, at })))
        .filter(({ path }) => path !== '' && !canMatch(path))
        .map(({ path, at }) => ({ place, at, problem: POLICY.path(path) })),
    ),
};
