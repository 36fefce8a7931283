import { setTimeout as sleep } from 'node:timers/promises';
import type { Live } from '../../delivery/dist/manifest';
import { KINDS } from '../../model/kinds';
import type { KubeObject, WrittenObject } from '../../model/object';
import { progress } from '../progress';
import type { Cluster, Target } from './cluster';
import { ApiError } from './faults';
import { each } from './pool';
import { reading } from './reading';

/** Kinds whose pods are in the mesh. */
const WORKLOADS = [
  ...['/Pod', 'apps/Deployment', 'apps/DaemonSet', 'apps/StatefulSet', 'batch/Job', 'batch/CronJob'],
  'apps/ReplicaSet',
];

/** Whose content nobody needs here: the checks ask whether it is there. */
const NAMES_ALONE = ['/Secret', '/ServiceAccount'];

/** Namespaces of Kubernetes itself. */
const SYSTEM = /^kube-/;

/** A server that has just got a kind lists it in a moment. */
async function patiently<T>(action: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--)
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429 || left === 0) throw error;
      await sleep(1000);
    }
}

async function ofKind(cluster: Cluster, groupKind: string): Promise<readonly Live[]> {
  const [group = '', kind = ''] = groupKind.split('/');
  const apiVersion = group === '' ? 'v1' : await cluster.preferredVersion(group);
  if (apiVersion === undefined) return [];
  return cluster.list({ apiVersion, kind }, { metadataOnly: NAMES_ALONE.includes(groupKind) });
}

/** The objects of a cluster that the checks of a mesh read. */
export const readMesh = (target: Omit<Target, 'inventory'>, isQuiet: boolean): Promise<readonly WrittenObject[]> =>
  reading(target, async (cluster) => {
    const shown = progress(process.stderr, isQuiet);
    const kinds = [...Object.values(KINDS), ...WORKLOADS];
    const stage = shown.stage('reading', kinds.length);
    try {
      const found = await each(kinds, async (one) => {
        const objects = await patiently(() => ofKind(cluster, one));
        stage.step();
        return objects;
      });
      const objects = found.flat().filter(({ metadata: { namespace = '' } }) => !SYSTEM.test(namespace));
      stage.done(`${objects.length} objects`);
      return objects.map((object) => ({
        place: [cluster.context, object.kind, object.metadata.namespace, object.metadata.name]
          .filter(Boolean)
          .join('/'),
        object: object as unknown as KubeObject,
      }));
    } finally {
      shown.close();
    }
  });
