import { createHash } from 'node:crypto';
import {
  groupKind,
  type Installation,
  type Kind,
  type Live,
  type Manifest,
  objectsOf,
} from '../../delivery/dist/manifest';
import type { StringMap } from '../../kit/formats/labels';
import { identity } from '../../model/object';
import type { Cluster } from '../cluster/cluster';
import { each } from '../cluster/pool';
import { PRECIOUS } from './brought';

// The ApplySet specification: KEP-3659, kubernetes/enhancements/keps/sig-cli/3659-kubectl-apply-prune.
const PART_OF = 'applyset.kubernetes.io/part-of';
const ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const ENVIRONMENT = 'cdk8s-istio.environment';
const TOOL = 'cdk8s-istio/v1';
/** Where the sets' parents lie: the one namespace that every cluster has and nothing of ours removes. */
export const INVENTORY = 'default';

interface Parent extends Live {
  readonly data?: StringMap;
}

const nameOf = (environment: string): string => `cdk8s-istio-${environment.replaceAll('/', '-')}`;

/** The set's id follows from its parent's name, namespace and kind. */
export function setId({ inventory }: Cluster, environment: string): string {
  const hash = createHash('sha256')
    .update(`${nameOf(environment)}.${inventory}.ConfigMap.`)
    .digest('base64url');
  return `applyset-${hash}-v1`;
}

/** An object as it is applied: a member of a set. */
export const member = (object: Manifest, set: string): Manifest => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, [PART_OF]: set } },
});

export const isMember = ({ metadata }: Live, set: string): boolean => metadata.labels?.[PART_OF] === set;

/** The object that stands for an environment in a cluster and names every kind that the environment ever had there. */
export function parentOf(cluster: Cluster, environment: string, kinds: readonly string[]): Parent {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: nameOf(environment),
      namespace: cluster.inventory,
      labels: { [ID]: setId(cluster, environment) },
      annotations: { [TOOLING]: TOOL, [KINDS]: [...new Set(kinds)].sort().join(',') },
    },
    data: { [ENVIRONMENT]: environment },
  };
}

const kindsOf = (parent: Live | undefined): readonly string[] =>
  (parent?.metadata.annotations?.[KINDS] ?? '').split(',').filter((kind) => kind !== '');

/** Environments of this project that a cluster holds. */
export async function environmentsIn(cluster: Cluster): Promise<readonly string[]> {
  const parents = await cluster.list(
    { apiVersion: 'v1', kind: 'ConfigMap' },
    { namespace: cluster.inventory, labels: ID },
  );
  return parents
    .filter(({ metadata }) => metadata.annotations?.[TOOLING] === TOOL)
    .map((parent) => (parent as Parent).data?.[ENVIRONMENT] ?? parent.metadata.name);
}

/** The kinds of environments: those of the files, and those that earlier versions of them brought into the cluster. */
export async function kindsIn(
  cluster: Cluster,
  installation: Installation,
  environments: readonly string[] = [installation.environment],
): Promise<readonly string[]> {
  const parents = await Promise.all(environments.map((environment) => cluster.get(parentOf(cluster, environment, []))));
  return [...new Set([...parents.flatMap(kindsOf), ...objectsOf(installation).map(groupKind)])];
}

/** Who would refuse or miss what goes before them: webhooks go first, what is removed with all its content last. */
const rank = ({ kind, apiVersion }: Live): number => {
  if (kind.endsWith('WebhookConfiguration')) return 0;
  if (PRECIOUS.includes(kind)) return 3;
  return apiVersion.includes('istio.io/') ? 1 : 2;
};

/** Members of an environment that its files no longer have, in the order in which they go. */
export async function leftovers(
  cluster: Cluster,
  installation: Installation,
  environments: readonly string[] = [installation.environment],
): Promise<readonly Live[]> {
  const wanted = new Set(objectsOf(installation).map(identity));
  // CRDs are the cluster's, not the environment's.
  const crds = new Set(installation.crds.flatMap(({ names }) => names));
  const versions = new Map(
    objectsOf(installation).map(({ apiVersion, kind }) => [groupKind({ apiVersion, kind }), { apiVersion, kind }]),
  );
  const labels = `${PART_OF} in (${environments.map((one) => setId(cluster, one)).join(',')})`;
  const found = await each(await kindsIn(cluster, installation, environments), async (kind) => {
    const served = versions.get(kind) ?? (await preferred(cluster, kind));
    return served === undefined ? [] : cluster.list(served, { labels });
  });
  // A controller gives what it makes the labels of what it is made for: the EndpointSlices of a Service are no members, and go with it.
  const isOwned = ({ metadata: { ownerReferences = [] } }: Live) => ownerReferences.length > 0;
  const isCrd = (live: Live) => live.kind === 'CustomResourceDefinition' && crds.has(live.metadata.name);
  return found
    .flat()
    .filter((live) => !wanted.has(identity(live)) && !isOwned(live) && !isCrd(live))
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .sort((a, b) => rank(a) - rank(b));
}

/** Makes what other environments left in the cluster a part of this one, and ends them. Safe to repeat. */
export async function handOver(cluster: Cluster, installation: Installation, others: readonly string[]): Promise<void> {
  const path = `/metadata/labels/${PART_OF.replace('/', '~1')}`;
  const value = setId(cluster, installation.environment);
  await each(await leftovers(cluster, installation, others), (live) =>
    cluster.patch(live, [{ op: 'replace', path, value }]),
  );
  for (const other of others) await cluster.remove(parentOf(cluster, other, []));
}

/** A kind that left the files: the version that the server prefers; undefined when it no longer serves the group. */
async function preferred(cluster: Cluster, name: string): Promise<Kind | undefined> {
  const [kind = '', ...group] = name.split('.');
  const apiVersion = group.length === 0 ? 'v1' : await cluster.preferredVersion(group.join('.'));
  return apiVersion === undefined ? undefined : { apiVersion, kind };
}
