import type { StringMap } from '../../kit/formats/labels';
import { type Block, blockOf, isBlock, listOf, textsOf } from '../../kit/json';
import { groupKind, type KubeObject } from '../object';

/** What runs pods, or a machine that takes part in the mesh. */
export interface Workload {
  readonly place: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Of its pods. */
  readonly labels: StringMap;
  /** Of its pods. */
  readonly annotations: StringMap;
  readonly serviceAccount: string;
  /** Ports that its containers declare. */
  readonly ports: readonly number[];
  /** Its pods use the network of their node, and so get no sidecar. */
  readonly hostNetwork: boolean;
  /** A proxy is one of its own containers, as in a gateway, or beside the machine's programs. */
  readonly runsProxy: boolean;
}

interface Pods {
  readonly metadata: Block;
  readonly spec: Block;
}

/** The pods of an object as it describes them: by a template, or as the one pod that it is. */
export function podsOf(object: KubeObject): Pods | undefined {
  const spec = blockOf(object.spec);
  if (groupKind(object) === '/Pod') return { metadata: blockOf(object.metadata), spec };
  const job = groupKind(object) === 'batch/CronJob' ? blockOf(blockOf(spec['jobTemplate'])['spec']) : spec;
  const template = job['template'];
  // Whatever the kind: a Deployment, and a Rollout of others.
  if (!isBlock(template)) return undefined;
  const pods = { metadata: blockOf(template['metadata']), spec: blockOf(template['spec']) };
  return Array.isArray(pods.spec['containers']) || groupKind(object).startsWith('apps/') ? pods : undefined;
}

type Description = Pick<Workload, 'labels' | 'annotations' | 'serviceAccount' | 'ports' | 'hostNetwork' | 'runsProxy'>;

const account = (name: unknown): string => (typeof name === 'string' && name !== '' ? name : 'default');

function ofPods({ metadata, spec }: Pods): Description {
  const ports = listOf(spec['containers']).flatMap((container) => listOf(blockOf(container)['ports']));
  return {
    labels: textsOf(metadata['labels']),
    annotations: textsOf(metadata['annotations']),
    serviceAccount: account(spec['serviceAccountName']),
    ports: ports.map((port) => Number(blockOf(port)['containerPort'])),
    hostNetwork: spec['hostNetwork'] === true,
    runsProxy: [...listOf(spec['containers']), ...listOf(spec['initContainers'])].some(
      (container) => blockOf(container)['name'] === 'istio-proxy',
    ),
  };
}

/** Machines outside of Kubernetes. */
function ofMachines(object: KubeObject): Description | undefined {
  const spec = blockOf(object.spec);
  const isGroup = groupKind(object) === 'networking.istio.io/WorkloadGroup';
  if (!isGroup && groupKind(object) !== 'networking.istio.io/WorkloadEntry') return undefined;
  const entry = isGroup ? blockOf(spec['template']) : spec;
  const metadata = isGroup ? blockOf(spec['metadata']) : {};
  return {
    labels: { ...textsOf(entry['labels']), ...textsOf(metadata['labels']) },
    annotations: textsOf(metadata['annotations']),
    serviceAccount: account(entry['serviceAccount']),
    ports: Object.values(blockOf(entry['ports'])).map(Number),
    hostNetwork: false,
    runsProxy: true,
  };
}

/** What an object runs; nothing for all other objects. */
export function workloadOf(object: KubeObject): Description | undefined {
  const pods = podsOf(object);
  return pods === undefined ? ofMachines(object) : ofPods(pods);
}
