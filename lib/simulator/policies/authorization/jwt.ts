import type { Mesh } from '../../../model/mesh';

type Claims = Readonly<Record<string, string | readonly string[]>>;
type Rule = NonNullable<Mesh['RequestAuthentication'][number]['spec']['jwtRules']>[number];

/** What becomes of a token at a proxy: the claims that policies read, or a refusal. */
export interface Verified {
  readonly claims: Claims;
  readonly refused?: { readonly status: 401 | 403; readonly by: string };
}

const isFor = ({ audiences = [] }: Rule, claims: Claims): boolean =>
  audiences.length === 0 || [claims['aud'] ?? []].flat().some((one) => audiences.includes(one));

/**
 * The claims of a token, if a RequestAuthentication of the pods knows its issuer. Without one, nobody reads tokens; with others only, a
 * token is refused. A token without `iss` is one of the first rule's.
 */
export function verified(policies: Mesh['RequestAuthentication'], claims: Claims | undefined): Verified {
  const rules = policies.flatMap(({ namespace, name, spec }) =>
    (spec.jwtRules ?? []).map((rule) => ({ rule, by: `RequestAuthentication ${namespace}/${name}` })),
  );
  const [first] = rules;
  if (claims === undefined || first === undefined) return { claims: {} };
  const issuer = claims['iss'] ?? first.rule.issuer ?? '';
  const known = rules.filter(({ rule }) => rule.issuer === issuer);
  if (known.length === 0) return { claims: {}, refused: { status: 401, by: first.by } };
  const taken = known.find(({ rule }) => isFor(rule, claims));
  if (taken === undefined) return { claims: {}, refused: { status: 403, by: known[0]?.by ?? first.by } };
  return { claims: { ...claims, iss: issuer } };
}
