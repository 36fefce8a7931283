import { named } from '../lookup';
import type { Mesh } from '../mesh';
import { type HttpRule, type Match, ruleName } from './routes';

type Route = Mesh['VirtualService'][number];
type Text = NonNullable<Match['uri']>;
type Texts = Readonly<Record<string, Text>> | undefined;

/** A rule as Istio uses it: those of a delegate are merged into the rule that leads to them. */
export interface EffectiveRule {
  readonly rule: HttpRule;
  /** The route that wrote it, in whose namespace its hosts are read. */
  readonly by: Route;
  readonly name: string;
}

/** The delegate's text is not within the other's, as far as Istio looks: beside a regular expression nothing is. */
function textsClash(root: Text | undefined, own: Text | undefined): boolean {
  if (root === undefined || own === undefined) return false;
  if (root.regex !== undefined || own.regex !== undefined) return true;
  if (root.exact !== undefined) return own.exact !== root.exact;
  return root.prefix === undefined || !(own.exact ?? own.prefix)?.startsWith(root.prefix);
}

const anyClash = (root: Texts, own: Texts): boolean =>
  Object.entries(own ?? {}).some(([key, text]) => textsClash(root?.[key], text));

function clash(root: Match, own: Match): boolean {
  const labels = Object.entries(own.sourceLabels ?? {});
  return (
    (['uri', 'scheme', 'method', 'authority'] as const).some((field) => textsClash(root[field], own[field])) ||
    anyClash(root.headers, own.headers) ||
    anyClash(root.withoutHeaders, own.withoutHeaders) ||
    anyClash(root.queryParams, own.queryParams) ||
    (root.ignoreUriCase ?? false) !== (own.ignoreUriCase ?? false) ||
    (root.port !== undefined && own.port !== undefined && root.port !== own.port) ||
    (root.sourceNamespace !== undefined && root.sourceNamespace !== own.sourceNamespace) ||
    labels.some(([key, value]) => (root.sourceLabels?.[key] ?? value) !== value) ||
    (root.gateways !== undefined && (own.gateways?.some((name) => !root.gateways?.includes(name)) ?? false))
  );
}

const merged = (root: Match, own: Match): Match => ({
  ...root,
  ...own,
  ...(root.headers && { headers: { ...root.headers, ...own.headers } }),
  ...(root.withoutHeaders && { withoutHeaders: { ...root.withoutHeaders, ...own.withoutHeaders } }),
  ...(root.queryParams && { queryParams: { ...root.queryParams, ...own.queryParams } }),
  ...(root.sourceLabels && { sourceLabels: { ...root.sourceLabels, ...own.sourceLabels } }),
});

/** Both matches at once; `undefined` if one of the delegate's is not within the other's, for Istio then drops its rule. */
function mergedMatches(roots: HttpRule['match'], own: HttpRule['match']): readonly Match[] | undefined {
  if (roots === undefined || roots.length === 0) return own ?? [];
  if (own === undefined || own.length === 0) return roots;
  const each = own.map((one) => roots.filter((root) => !clash(root, one)).map((root) => merged(root, one)));
  return each.some((found) => found.length === 0) ? undefined : each.flat();
}

/** What a delegate's rule lacks, it has from the rule that leads to it. */
export function within(root: HttpRule, own: HttpRule): HttpRule | undefined {
  const match = mergedMatches(root.match, own.match);
  if (match === undefined) return undefined;
  const { delegate: _, name: __, ...inherited } = root;
  const { match: ___, ...rest } = own;
  return { ...inherited, ...rest, match: match.length === 0 ? undefined : match };
}

/** The route that a rule of another is delegated to. */
export const delegateOf = (mesh: Mesh, { namespace }: Route, { delegate }: HttpRule): Route | undefined =>
  delegate && named(mesh.VirtualService, `${delegate.namespace ?? namespace}/${delegate.name}`);

/** The HTTP rules of a route in their order, with those of its delegates. Source: istio pilot/pkg/model/virtualservice.go. */
export const effectiveRules = (mesh: Mesh, route: Route): readonly EffectiveRule[] =>
  (route.spec.http ?? []).flatMap((rule, i): readonly EffectiveRule[] => {
    if (rule.delegate === undefined) return [{ rule, by: route, name: ruleName('http', i, rule.name) }];
    const delegate = delegateOf(mesh, route, rule);
    return (delegate?.spec.http ?? []).flatMap((own, j) => {
      const both = within(rule, own);
      return delegate === undefined || both === undefined
        ? []
        : [{ rule: both, by: delegate, name: ruleName('http', j, own.name) }];
    });
  });
