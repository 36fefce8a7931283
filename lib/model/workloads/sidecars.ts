import { type StringMap, selects } from '../../kit/formats/labels';
import { remembered } from '../../kit/once-per-object';
import { holdsKey } from '../hosts/holding';
import { hostKey } from '../hosts/names';
import { isFor, type ScopedHost, scoped } from '../hosts/scoped';
import { inNamespace } from '../lookup';
import type { Mesh } from '../mesh';
import { rootNamespaces } from './selectors';

type Sidecar = Mesh['Sidecar'][number];

export const podsOfSidecar = ({ spec }: Sidecar): StringMap | undefined => spec.workloadSelector?.labels;

/** No selector, or one that asks for nothing: it is for its namespace, and in the root namespace for the mesh. */
export const isForAll = (one: Sidecar): boolean => Object.keys(podsOfSidecar(one) ?? {}).length === 0;

const inOrder = remembered((mesh: Mesh) => [...mesh.Sidecar].sort((a, b) => (a.name < b.name ? -1 : 1)));

/** The one Sidecar that counts for pods: one that selects them, else their namespace's, else the mesh's. */
export function sidecarOf(mesh: Mesh, namespace: string, labels: StringMap): Sidecar | undefined {
  const all = inOrder(mesh);
  const own = inNamespace(all, namespace);
  return (
    own.find((one) => !isForAll(one) && selects(podsOfSidecar(one), labels)) ??
    own.find(isForAll) ??
    all.find((one) => isForAll(one) && rootNamespaces(mesh).includes(one.namespace))
  );
}

/** Hosts that a Sidecar has pods of a namespace know, by their keys; nothing where it leaves that as it is. */
export const importsOf = ({ spec }: Sidecar, namespace: string): readonly ScopedHost[] | undefined =>
  spec.egress?.flatMap(({ hosts }) =>
    hosts.map((full) => {
      const { from, host } = scoped(full, namespace);
      return { from, host: hostKey(host, namespace) };
    }),
  );

/** Whether one of what is imported is of a namespace, and for a host as `takes` says. */
export const isImported = (all: readonly ScopedHost[], namespace: string, takes: (host: string) => boolean): boolean =>
  all.some((one) => isFor(one, namespace) && takes(one.host));

/** Whether a host of a namespace is imported. */
export const knows = (all: readonly ScopedHost[], namespace: string, key: string): boolean =>
  isImported(all, namespace, (host) => holdsKey(host, key));
