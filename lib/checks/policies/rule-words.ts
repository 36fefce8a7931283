import { METHODS } from '../../kit/formats/methods';
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
  !/[?#]/.test(path) && (/[{}]/.test(path) ? path.startsWith('/') : /^(\*|\/|\*[^*]+|\/[^*]*\*?)$/.test(path));

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

/** Of values that nobody and no request can have: why, and what was meant. Source: istio.io/istio pilot/pkg/security/authz/model. */
const NEVER: Readonly<Record<string, (value: string) => readonly [why: string, remedy: string] | undefined>> = {
  principals: (value) =>
    value.startsWith('spiffe://')
      ? ['begins with what Istio puts before it anyway', `write "${value.slice('spiffe://'.length)}"`]
      : undefined,
  requestPrincipals: (value) =>
    value === '' || /[/*]/.test(value)
      ? undefined
      : ['names no issuer', `write <issuer>/${value}, or */${value} for any issuer`],
  methods: (value) =>
    METHODS.some((known) => known === value.toUpperCase() && known !== value)
      ? ['is no method of HTTP, whose case counts', `write "${value.toUpperCase()}"`]
      : undefined,
  hosts: (value) =>
    value.includes('/') ? ['is no host', `write "${value.replace(/^[^/]*\/\//, '').replace(/\/.*$/, '')}"`] : undefined,
};

export const valuesCanMatch: Rule = {
  name: 'values-can-match',
  codes: ['MESH440'],
  severity: 'error',
  about: 'a caller, method or host of a rule is one that there can be: a Deny of another refuses nobody',
  reads: ['AuthorizationPolicy'],
  find: ({ AuthorizationPolicy }) =>
    AuthorizationPolicy.flatMap(({ place, spec: { rules = [] } }) =>
      rules.flatMap(listsOf).flatMap(([field, values, at]) => {
        const [, not, rest = ''] = /\.(not)?(\w+)$/.exec(field) ?? [];
        const never = NEVER[not === undefined ? rest : `${rest.charAt(0).toLowerCase()}${rest.slice(1)}`];
        return values.flatMap((value) => {
          const wrong = never?.(value);
          return wrong === undefined ? [] : [{ place, at, problem: POLICY.neverMatches(field, value, ...wrong) }];
        });
      }),
    ),
};
