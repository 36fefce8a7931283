import type { MeshCheck } from './facts';
import { type Match, ruleName } from './mesh-index';
import { TRAFFIC } from './problems/traffic';

type Text = {
  readonly exact?: string | undefined;
  readonly prefix?: string | undefined;
  readonly regex?: string | undefined;
};

/** Every text that `narrow` takes is one that `wide` takes. */
function textHolds(wide: Text | undefined, narrow: Text | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  if (Object.keys(wide).length === 0) return true;
  if (wide.prefix !== undefined) return (narrow.exact ?? narrow.prefix)?.startsWith(wide.prefix) ?? false;
  return JSON.stringify(wide) === JSON.stringify(narrow);
}

type Texts = Readonly<Record<string, Text>> | undefined;
const textsHold = (wide: Texts, narrow: Texts): boolean =>
  Object.entries(wide ?? {}).every(([key, text]) => narrow?.[key] !== undefined && textHolds(text, narrow[key]));

/** Every request that `narrow` takes is one that `wide` takes. */
export function matchHolds(wide: Match, narrow: Match): boolean {
  const { uri, headers, queryParams, method, authority, scheme, name: _, ...rest } = wide;
  const others: Readonly<Record<string, unknown>> = rest;
  const own: Readonly<Record<string, unknown>> = { ...narrow };
  return (
    textHolds(uri, narrow.uri) &&
    textHolds(method, narrow.method) &&
    textHolds(authority, narrow.authority) &&
    textHolds(scheme, narrow.scheme) &&
    textsHold(headers, narrow.headers) &&
    textsHold(queryParams, narrow.queryParams) &&
    Object.entries(others).every(([key, value]) => JSON.stringify(value) === JSON.stringify(own[key]))
  );
}

/** Every rule can be reached: no earlier one takes all that it matches. */
export const ruleShadowed: MeshCheck = (facts) =>
  facts.VirtualService.flatMap(({ path, spec }) => {
    const rules = (spec.http ?? []).map(({ match, name }, i) => ({
      matches: match ?? [{}],
      name: ruleName('http', i, name),
    }));
    return rules.flatMap(({ matches, name }, i) => {
      const earlier = rules
        .slice(0, i)
        .find((rule) => matches.every((match) => rule.matches.some((wide) => matchHolds(wide, match))));
      return earlier === undefined ? [] : [{ path, problem: TRAFFIC.shadowed(name, earlier.name) }];
    });
  });
