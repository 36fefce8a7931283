import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import { hostKey } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { effectiveRules } from '../../model/routes/delegation';
import { fullName, type Match } from '../../model/routes/routes';
import { isExported } from '../../model/routes/visibility';
import { apiRoutings } from '../gateway-api/api-routes';
import type { Routing, Rule } from './routing';

export type { Routing, Rule };

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order in which istiod takes what was made at the same time. */
export const byName = (a: Routing, b: Routing): number =>
  compared(a.name, b.name) || compared(a.namespace, b.namespace);

function ofIstio(mesh: Mesh): readonly Routing[] {
  return mesh.VirtualService.filter(({ spec }) => (spec.hosts ?? []).length > 0).map((route) => {
    const { name, namespace, spec } = route;
    const by = `VirtualService ${namespace}/${name}`;
    const named = <R>(kind: string, rules: readonly R[] = []) =>
      rules.map((rule, i) => ({ rule, by: `${by} ${kind}[${i}]`, namespace }));
    return {
      name,
      namespace,
      by,
      hosts: (spec.hosts ?? []).map((host) => hostKey(host, namespace)),
      gateways: (spec.gateways ?? ['mesh']).map((one) => fullName(one, namespace)),
      exportTo: spec.exportTo ?? ['*'],
      isApi: false,
      http: effectiveRules(mesh, route).map(({ rule, by: writer, name: of }) => ({
        rule,
        by: `VirtualService ${writer.namespace}/${writer.name} ${of}`,
        namespace: writer.namespace,
      })),
      tls: named('tls', spec.tls),
      tcp: named('tcp', spec.tcp),
    };
  });
}

/** The routes of both APIs, in istiod's order. */
export const routings = remembered((mesh: Mesh): readonly Routing[] =>
  [...ofIstio(mesh), ...apiRoutings(mesh)].sort(byName),
);

/** What is for the namespace alone comes first, then what is exported to it by name, then what all see. */
function closeness({ exportTo, namespace, isApi }: Routing, to: string): number {
  if (!exportTo.includes('*')) return namespace === to ? 0 : 1;
  // Of the Gateway API, the caller's own comes before that of the service.
  return isApi && namespace === to ? 2 : 3;
}

/** Routes at each entry, in istiod's order. */
const byEntry = remembered((mesh: Mesh) =>
  grouped(
    routings(mesh).flatMap((routing) => [...new Set(routing.gateways)].map((entry) => ({ entry, routing }))),
    ({ entry }) => entry,
  ),
);

/** What proxies of each namespace were found to count at each entry: many requests ask the same. */
const counted = remembered((_mesh: Mesh) => new Map<string, readonly Routing[]>());

/** Routes at an entry, `mesh` or a gateway, in the order in which a proxy of a namespace counts them. */
export function routingsAt(mesh: Mesh, entry: string, namespace: string): readonly Routing[] {
  const key = `${entry} ${namespace}`;
  const known = counted(mesh).get(key);
  if (known !== undefined) return known;
  const found = (byEntry(mesh).get(entry) ?? [])
    .filter(({ routing }) => isExported(routing.exportTo, routing.namespace, namespace))
    .map(({ routing }) => ({ routing, rank: closeness(routing, namespace) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ routing }) => routing);
  counted(mesh).set(key, found);
  return found;
}

/** A match, or none, which takes everything. */
export const matchesOf = ({ rule }: Rule): readonly Match[] =>
  rule.match === undefined || rule.match.length === 0 ? [{}] : rule.match;
