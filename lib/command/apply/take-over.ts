import type { Fields, Live, Manifest } from '../../delivery/dist/manifest';
import { type Cluster, MANAGER } from '../cluster/cluster';
import { PRECIOUS } from './brought';

type Entry = NonNullable<Live['metadata']['managedFields']>[number];

/** `kubectl apply`, client-side and with `--server-side`. */
const BY_KUBECTL: readonly string[] = ['kubectl-client-side-apply Update', 'kubectl Apply'];

const isBy = (entry: Entry, who: readonly string[]): boolean =>
  entry.subresource === undefined && who.includes(`${entry.manager} ${entry.operation}`);

/**
 * An object that `kubectl apply` made: its fields become ours, so that a field that leaves the file leaves the cluster too. A namespace is
 * left as it is: others may have labelled it before. Gives the object as it is then; false where there was nothing to take.
 */
export async function takeOver(cluster: Cluster, live: Live, object: Manifest): Promise<Live | false> {
  const entries = live.metadata.managedFields ?? [];
  const theirs = entries.filter((entry) => isBy(entry, BY_KUBECTL));
  if (theirs.length === 0 || PRECIOUS.includes(object.kind)) return false;
  const mine = entries.filter((entry) => isBy(entry, [`${MANAGER} Apply`]));
  const [model] = [...mine, ...theirs];
  const taken = {
    ...model,
    manager: MANAGER,
    operation: 'Apply',
    apiVersion: object.apiVersion,
    fieldsV1: [...mine, ...theirs].map(({ fieldsV1 = {} }) => fieldsV1).reduce(union),
  };
  const others = entries.filter((entry) => !mine.includes(entry) && !theirs.includes(entry));
  return cluster.patch(live, [
    { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
    { op: 'replace', path: '/metadata/managedFields', value: [...others, taken] },
  ]);
}

function union(one: Fields, other: Fields): Fields {
  const both = { ...one };
  for (const [key, inner] of Object.entries(other)) both[key] = union(both[key] ?? {}, inner);
  return both;
}
