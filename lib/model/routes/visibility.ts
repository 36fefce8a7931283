import { type StringMap, selects } from '../../kit/formats/labels';
import { blockOf, listOf } from '../../kit/json';
import { remembered } from '../../kit/once-per-object';
import { holdsKey, hostHolds, isWild } from '../hosts/holding';
import { rulesFor } from '../hosts/known';
import { hostKey } from '../hosts/names';
import { KINDS } from '../kinds';
import type { Mesh } from '../mesh';
import { groupKind } from '../object';
import { rootNamespaces } from '../workloads/selectors';

/** For every namespace. */
const ALL = '*';

/** Namespaces to which an object is exported, `*` for all; `.` is its own. */
export const exportedTo = (exportTo: readonly string[] | undefined, namespace: string): readonly string[] =>
  exportTo === undefined || exportTo.length === 0 || exportTo.includes(ALL)
    ? [ALL]
    : exportTo.map((one) => (one === '.' ? namespace : one));

const annotated = (value: string | undefined): readonly string[] | undefined =>
  value?.split(',').map((one) => one.trim());

/** What a namespace sees: hosts by their keys, and wildcards. */
interface Sight {
  readonly hosts: Set<string>;
  readonly wild: string[];
}

/** Hosts of Services and ServiceEntries by the namespaces that see them. */
const hostsBySight = remembered((mesh: Mesh) => {
  const sights = new Map<string, Sight>();
  const see = (host: string, namespaces: readonly string[]) => {
    for (const one of namespaces) {
      const sight = sights.get(one) ?? { hosts: new Set(), wild: [] };
      sight.hosts.add(host);
      if (isWild(host)) sight.wild.push(host);
      sights.set(one, sight);
    }
  };
  for (const { name, namespace, annotations } of mesh.Service)
    see(hostKey(name, namespace), exportedTo(annotated(annotations['networking.istio.io/exportTo']), namespace));
  for (const { namespace, spec } of mesh.ServiceEntry)
    for (const host of spec.hosts) see(hostKey(host, namespace), exportedTo(spec.exportTo, namespace));
  // One that is wrong itself is there all the same.
  const read = new Set<unknown>([...mesh.Service, ...mesh.ServiceEntry]);
  for (const one of mesh.objects.filter((other) => !read.has(other))) {
    const kind = groupKind(one.object);
    if (kind === KINDS.Service) see(hostKey(one.name, one.namespace), [ALL]);
    if (kind === KINDS.ServiceEntry)
      for (const host of listOf(blockOf(one.spec)['hosts']).filter((host) => host !== '*'))
        see(hostKey(String(host), one.namespace), [ALL]);
  }
  return sights;
});

/** Some namespace of those, or every one, sees a Service or ServiceEntry of a host. */
export function isSeen(mesh: Mesh, host: string, namespace: string, by: readonly string[] = [namespace]): boolean {
  const key = hostKey(host, namespace);
  const sights = [ALL, ...by].flatMap((one) => hostsBySight(mesh).get(one) ?? []);
  const holds = isWild(key)
    ? (hosts: ReadonlySet<string>) => [...hosts].some((one) => holdsKey(key, one))
    : () => false;
  return sights.some(({ hosts, wild }) => hosts.has(key) || wild.some((wide) => hostHolds(wide, key)) || holds(hosts));
}

/** Who sees what is exported so. */
export const isExported = (exportTo: readonly string[] | undefined, own: string, to: string): boolean =>
  exportedTo(exportTo, own).some((one) => one === '*' || one === to);

interface Caller {
  readonly namespace: string;
  /** Of its pods. */
  readonly labels: StringMap;
}
interface Called {
  /** Key of the host. */
  readonly host: string;
  /** Of its Service or ServiceEntry. */
  readonly namespace: string;
}

type DestinationRule = Mesh['DestinationRule'][number];

/** DestinationRules for wildcards, the longest first. */
const wildRules = remembered(({ DestinationRule }: Mesh) =>
  DestinationRule.filter(({ spec }) => isWild(spec.host)).sort((a, b) => b.spec.host.length - a.spec.host.length),
);

/** DestinationRules for a host, those of the most specific host alone. */
function mostSpecific(mesh: Mesh, host: string, takes: (rule: DestinationRule) => boolean): readonly DestinationRule[] {
  const exact = rulesFor(mesh, host).filter(takes);
  if (exact.length > 0) return exact;
  const wild = wildRules(mesh).filter((rule) => holdsKey(rule.spec.host, host) && takes(rule));
  return wild.filter(({ spec }) => spec.host === wild[0]?.spec.host);
}

/**
 * The DestinationRules by which a proxy reaches a host: of the first namespace that has any, its own, the service's, the mesh's.
 * Source: istio pilot/pkg/model/push_context.go, destinationRule.
 */
export function rulesOf(mesh: Mesh, { namespace, labels }: Caller, known: Called): readonly DestinationRule[] {
  const roots = rootNamespaces(mesh);
  const of = (where: readonly string[]) =>
    mostSpecific(
      mesh,
      known.host,
      (rule) => where.includes(rule.namespace) && isExported(rule.spec.exportTo, rule.namespace, namespace),
    );
  const own = roots.includes(namespace) ? [] : of([namespace]);
  const found = [own, of([known.namespace]), of(roots)].find((all) => all.length > 0) ?? [];
  const picked = found.find(
    ({ spec }) =>
      spec.workloadSelector?.matchLabels !== undefined && selects(spec.workloadSelector.matchLabels, labels),
  );
  return picked === undefined ? found.filter(({ spec }) => spec.workloadSelector?.matchLabels === undefined) : [picked];
}
