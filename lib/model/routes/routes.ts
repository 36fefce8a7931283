import type { Mesh } from '../mesh';
import { inFull } from '../object';

type VirtualService = Mesh['VirtualService'][number];
export type HttpRule = NonNullable<VirtualService['spec']['http']>[number];
export type Match = NonNullable<HttpRule['match']>[number];

/** What a rule of a VirtualService is called in a message. */
export const ruleName = (kind: string, i: number, name?: string): string => name ?? `${kind}[${i}]`;

/** A gateway as a route of `namespace` names it, with its namespace. */
export const fullName = (gateway: string, namespace: string): string =>
  gateway === 'mesh' ? gateway : inFull(gateway, namespace);

/** Gateways that a VirtualService is bound to, as `namespace/name`; `mesh` for every sidecar. */
export const gatewaysOf = ({ spec, namespace }: VirtualService): readonly string[] =>
  (spec.gateways ?? ['mesh']).map((name) => fullName(name, namespace));

interface Placed {
  readonly match?: readonly { readonly gateways?: readonly string[] | undefined }[] | undefined;
}

/** A rule of a route of `namespace` counts at an entry of it, `<namespace>/<gateway>` or `mesh`: its matches may name fewer. */
export const isForEntry = ({ match = [] }: Placed, entry: string, namespace: string): boolean =>
  match.length === 0 ||
  match.some(
    ({ gateways = [] }) => gateways.length === 0 || gateways.some((name) => fullName(name, namespace) === entry),
  );

/** Where copies of a rule's requests go. */
export const mirrorsOf = ({ mirror, mirrors = [] }: HttpRule) => [
  ...(mirror === undefined ? [] : [mirror]),
  ...mirrors.flatMap(({ destination }) => (destination === undefined ? [] : [destination])),
];

/** Each target of a VirtualService, mirrors too, with the rule that leads there. */
export function destinationsOf({ spec }: VirtualService) {
  const mirrors = (spec.http ?? []).flatMap((rule, i) =>
    mirrorsOf(rule).map((destination) => ({
      kind: 'http' as const,
      rule: `the mirror of ${ruleName('http', i, rule.name)}`,
      destination,
    })),
  );
  const of = (kind: 'http' | 'tls' | 'tcp') =>
    (spec[kind] ?? []).flatMap((rule, i) =>
      (rule.route ?? []).flatMap(({ destination }) =>
        destination === undefined
          ? []
          : [{ kind, rule: ruleName(kind, i, 'name' in rule ? rule.name : undefined), destination }],
      ),
    );
  return [...of('http'), ...mirrors, ...of('tls'), ...of('tcp')];
}
