import { remembered } from '../kit/once-per-object';
import { hostHolds, hostKey } from './hosts';
import type { Mesh } from './mesh';

/** For every namespace. */
const ALL = '*';

/** Namespaces to which an object is exported, `*` for all; `.` is its own. */
export const exportedTo = (exportTo: readonly string[] | undefined, namespace: string): readonly string[] =>
  exportTo === undefined || exportTo.length === 0 || exportTo.includes(ALL)
    ? [ALL]
    : exportTo.map((one) => (one === '.' ? namespace : one));

const annotated = (value: string | undefined): readonly string[] | undefined =>
  value?.split(',').map((one) => one.trim());

/** Hosts of Services and ServiceEntries by the namespaces that see them. */
const hostsBySight = remembered((mesh: Mesh) => {
  const sights = new Map<string, Set<string>>();
  const see = (host: string, namespaces: readonly string[]) => {
    for (const one of namespaces) sights.set(one, (sights.get(one) ?? new Set()).add(host));
  };
  for (const { name, namespace, annotations } of mesh.Service)
    see(hostKey(name, namespace), exportedTo(annotated(annotations['networking.istio.io/exportTo']), namespace));
  for (const { namespace, spec } of mesh.ServiceEntry)
    for (const host of spec.hosts) see(hostKey(host, namespace), exportedTo(spec.exportTo, namespace));
  return sights;
});

/** Some namespace of those, or every one, sees a Service or ServiceEntry of a host. */
export function isSeen(mesh: Mesh, host: string, namespace: string, by: readonly string[] = [namespace]): boolean {
  const key = hostKey(host, namespace);
  const sights = [ALL, ...by].map((one) => hostsBySight(mesh).get(one) ?? new Set<string>());
  return sights.some(
    (hosts) => hosts.has(key) || [...hosts].some((wide) => wide.startsWith('*') && hostHolds(wide, key)),
  );
}
