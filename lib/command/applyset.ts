import { createHash } from 'node:crypto';
import {
  groupKind,
  type Installation,
  identity,
  type Kind,
  type Live,
  type Manifest,
  objectsOf,
} from '../delivery/manifest';
import type { Cluster } from './cluster';

// The ApplySet specification: KEP-3659, kubernetes/enhancements/keps/sig-cli/3659-kubectl-apply-prune.
const PART_OF = 'applyset.kubernetes.io/part-of';
const ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const ENVIRONMENT = 'cdk8s-istio.environment';
const TOOL = 'cdk8s-istio/v1';
/** The one namespace that every cluster has and nothing of ours removes. */
const NAMESPACE = 'default';

/** Kinds whose removal takes other people's objects along: never pruned unless asked. */
export const PRECIOUS: readonly string[] = ['CustomResourceDefinition', 'Namespace'];

interface Parent extends Live {
  readonly data?: Readonly<Record<string, string>>;
}

const nameOf = (environment: string): string => `cdk8s-istio-${environment.replaceAll('/', '-')}`;

/** The set's id follows from its parent's name, namespace and kind. */
export function setId(environment: string): string {
  const hash = createHash('sha256')
    .update(`${nameOf(environment)}.${NAMESPACE}.ConfigMap.`)
    .digest('base64url');
  return `applyset-${hash}-v1`;
}

/** An object as it is applied: a member of its environment's set. */
export const member = (object: Manifest, environment: string): Manifest => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, [PART_OF]: setId(environment) } },
});

export const isMember = ({ metadata }: Live, environment: string): boolean =>
  metadata.labels?.[PART_OF] === setId(environment);

/** The object that stands for an environment in a cluster and names every kind that the environment ever had there. */
export function parentOf(environment: string, kinds: readonly string[]): Parent {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: nameOf(environment),
      namespace: NAMESPACE,
      labels: { [ID]: setId(environment) },
      annotations: { [TOOLING]: TOOL, [KINDS]: [...new Set(kinds)].sort().join(',') },
    },
    data: { [ENVIRONMENT]: environment },
  };
}

const kindsOf = (parent: Live | undefined): readonly string[] =>
  (parent?.metadata.annotations?.[KINDS] ?? '').split(',').filter((kind) => kind !== '');

/** Environments of this project that a cluster holds. */
export async function environmentsIn(cluster: Cluster): Promise<readonly string[]> {
  const parents = await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace: NAMESPACE, labels: ID });
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
  const parents = await Promise.all(environments.map((environment) => cluster.get(parentOf(environment, []))));
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
  const versions = new Map(
    objectsOf(installation).map(({ apiVersion, kind }) => [groupKind({ apiVersion, kind }), { apiVersion, kind }]),
  );
  const found: Live[] = [];
  for (const kind of await kindsIn(cluster, installation, environments)) {
    const served = versions.get(kind) ?? (await preferred(cluster, kind));
    if (served === undefined) continue;
    found.push(...(await cluster.list(served, { labels: `${PART_OF} in (${environments.map(setId).join(',')})` })));
  }
  return found
    .filter((live) => !wanted.has(identity(live)) && live.metadata.deletionTimestamp === undefined)
    .sort((a, b) => rank(a) - rank(b));
}

/** Makes what other environments left in the cluster a part of this one, and ends them. Safe to repeat. */
export async function handOver(cluster: Cluster, installation: Installation, others: readonly string[]): Promise<void> {
  const path = `/metadata/labels/${PART_OF.replace('/', '~1')}`;
  const value = setId(installation.environment);
  for (const live of await leftovers(cluster, installation, others))
    await cluster.patch(live, [{ op: 'replace', path, value }]);
  for (const other of others) await cluster.remove(parentOf(other, []));
}

/** A kind that left the files: the version that the server prefers; undefined when it no longer serves the group. */
async function preferred(cluster: Cluster, name: string): Promise<Kind | undefined> {
  const [kind = '', ...group] = name.split('.');
  const apiVersion = group.length === 0 ? 'v1' : await cluster.preferredVersion(group.join('.'));
  return apiVersion === undefined ? undefined : { apiVersion, kind };
}
