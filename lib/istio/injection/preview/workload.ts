import { type Block, isBlock } from '../../../kit/json';
import { refuse } from '../../../kit/problems';
import { INJECTION } from '../../../problems/installation/injection';
import type { Origin } from './input';
import { labelsOf, type Pod } from './pod';

/** The kinds whose pods can be injected, with the path of what is injected: its metadata, then its spec. */
const PATHS: Readonly<Record<string, readonly [metadata: readonly string[], spec: readonly string[]]>> = {
  Pod: [['metadata'], ['spec']],
  // As `istioctl kube-inject` has it: the labels and annotations go to the Job, not to its pods.
  CronJob: [
    ['spec', 'jobTemplate', 'metadata'],
    ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ],
  ...Object.fromEntries(
    [
      ...['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'Job', 'ReplicationController', 'DeploymentConfig'],
    ].map((kind) => [
      kind,
      [
        ['spec', 'template', 'metadata'],
        ['spec', 'template', 'spec'],
      ],
    ]),
  ),
};
export const WORKLOAD_KINDS = Object.keys(PATHS).sort();

const at = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((under, key) => (isBlock(under) ? under[key] : undefined), object);

const withAt = (object: Block, [key = '', ...rest]: readonly string[], value: unknown): Block => ({
  ...object,
  [key]: rest.length === 0 ? value : withAt((object[key] ?? {}) as Block, rest, value),
});

/** A workload's pod, who made it, and how to put the pod back. */
export interface Workload {
  readonly pod: Pod;
  readonly origin: Origin;
  readonly withPod: (pod: Pod) => Block;
}

/** The pod of a workload; nothing for other kinds of objects. @throws MESH209 if it has no pod template */
export function workloadOf(object: Block, namespace: string): Workload | undefined {
  const kind = String(object['kind']);
  const paths = PATHS[kind];
  if (paths === undefined) return undefined;
  const [metadataPath, specPath] = paths;
  const name = String(at(object, ['metadata', 'name']) ?? '');
  const spec = at(object, specPath);
  if (!isBlock(spec)) refuse(`${kind}/${name}`, INJECTION.noTemplate(kind, name));
  const pod = { metadata: at(object, metadataPath) ?? {}, spec: { containers: [], ...spec } } as Pod;
  const itsNamespace = String(at(object, ['metadata', 'namespace']) ?? namespace);
  const origin = { apiVersion: String(object['apiVersion']), kind, name, namespace: itsNamespace };
  return {
    pod,
    origin: kind === 'Pod' ? ownerOf(pod, origin) : origin,
    withPod: (injected) => withAt(withAt(object, metadataPath, injected.metadata), specPath, injected.spec),
  };
}

/** Who made a pod with a generated name. Source: GetDeployMetaFromPod in pkg/kube/util.go. */
function ownerOf(pod: Pod, origin: Origin): Origin {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (!pod.metadata.generateName || owner === undefined) return origin;
  const { apiVersion, kind, name } = owner;
  const labels = labelsOf(pod);
  const deployment = withoutHash(name, labels['pod-template-hash']);
  const rollout = withoutHash(name, labels['rollouts-pod-template-hash']);
  const cron = /^(.+)-\d{8,10}$/.exec(name)?.[1];
  const found: Partial<Origin> =
    kind === 'ReplicaSet' && deployment !== undefined
      ? { name: deployment, kind: 'Deployment' }
      : kind === 'ReplicaSet' && rollout !== undefined
        ? { name: rollout, kind: 'Rollout', apiVersion: 'v1alpha1' }
        : kind === 'ReplicationController' && labels['deploymentconfig']
          ? { name: labels['deploymentconfig'], kind: 'DeploymentConfig' }
          : kind === 'Job' && cron !== undefined
            ? { name: cron, kind: 'CronJob', apiVersion: 'batch/v1' }
            : {};
  return { ...origin, apiVersion, kind, name, ...found };
}

const withoutHash = (name: string, hash: string | undefined): string | undefined =>
  hash && name.endsWith(hash) ? name.slice(0, -hash.length).replace(/-$/, '') : undefined;
