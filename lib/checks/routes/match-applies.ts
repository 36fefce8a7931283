import { METHODS } from '../../kit/formats/methods';
import { type HttpRule, ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { Rule } from '../rule';

type Match = NonNullable<HttpRule['match']>[number];

const PARTS = ['uri', 'method', 'scheme', 'authority'] as const;

/** Why no request can be like this, and what was meant. */
function never({ uri = {}, method = {}, scheme = {} }: Match): readonly [why: string, remedy: string] | undefined {
  const path = uri.exact ?? uri.prefix;
  // The path of an OPTIONS request may be "*".
  if (path !== undefined && path !== '*' && path !== '' && !path.startsWith('/'))
    return [`no path begins with "${path}"`, `write "/${path}"`];
  if (path !== undefined && /[?#]/.test(path))
    return [`no path holds the query of "${path}"`, 'match the query by itself'];
  const verb = method.exact;
  if (METHODS.some((known) => known !== verb && known === verb?.toUpperCase()))
    return [`no client sends the method "${verb}"`, `write "${verb?.toUpperCase()}"`];
  return scheme.exact === undefined || /^https?$/.test(scheme.exact)
    ? undefined
    : [`no request has the scheme "${scheme.exact}"`, 'write "http" or "https"'];
}

export const matchApplies: Rule = {
  name: 'match-applies',
  codes: ['MESH886', 'MESH887'],
  severity: 'warning',
  about: 'a match of a route says something, and there are requests like it',
  reads: ['VirtualService'],
  find: ({ VirtualService }) =>
    VirtualService.flatMap(({ place, spec }) =>
      (spec.http ?? []).flatMap(({ name, match = [] }, i) =>
        match.flatMap((one) => {
          const rule = ruleName('http', i, name);
          const wrong = never(one);
          const empty = PARTS.filter((part) => one[part] !== undefined && Object.keys(one[part] ?? {}).length === 0);
          return [
            ...(wrong === undefined ? [] : [{ place, at: [one], problem: ADVICE.neverApplies(rule, ...wrong) }]),
            ...empty.map((part) => ({ place, at: [one, part], problem: ADVICE.emptyMatch(rule, part) })),
          ];
        }),
      ),
    ),
};
