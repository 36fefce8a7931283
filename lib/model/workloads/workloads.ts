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
  /** Those of TCP that have a name, by it. */
  readonly portNames: ReadonlyMap<string, number>;
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
  const { kind } = object;
  const spec = blockOf(object.spec);
  if (kind === 'Pod' && groupKind(object) === '/Pod') return { metadata: blockOf(object.metadata), spec };
  const isTimed = kind === 'CronJob' && groupKind(object) === 'batch/CronJob';
  const { template } = isTimed ? blockOf(blockOf(spec['jobTemplate'])['spec']) : spec;
  // Whatever the kind: a Deployment, and a Rollout of others.
  if (!isBlock(template)) return undefined;
  const pods = { metadata: blockOf(template['metadata']), spec: blockOf(template['spec']) };
  return Array.isArray(pods.spec['containers']) || groupKind(object).startsWith('apps/') ? pods : undefined;
}

type Description = Pick<
  Workload,
  'labels' | 'annotations' | 'serviceAccount' | 'ports' | 'portNames' | 'hostNetwork' | 'runsProxy'
>;

const account = (name: unknown): string => (typeof name === 'string' && name !== '' ? name : 'default');

const portsOf = (container: unknown): readonly unknown[] => listOf(blockOf(container)['ports']);

/** A native sidecar, whose ports count beside those of the containers. */
const isSidecar = (container: unknown): boolean => blockOf(container)['restartPolicy'] === 'Always';

/** Of several ports of one name the first counts. Source: Kubernetes, FindPort. */
function namesOf(ports: readonly unknown[]): ReadonlyMap<string, number> {
  const named = ports.map(blockOf).filter(({ name, protocol = 'TCP' }) => name !== undefined && protocol === 'TCP');
  return new Map(named.reverse().map(({ name, containerPort }) => [String(name), Number(containerPort)]));
}

function ofPods({ metadata, spec }: Pods): Description {
  const ports = listOf(spec['containers']).flatMap(portsOf);
  return {
    labels: textsOf(metadata['labels']),
    annotations: textsOf(metadata['annotations']),
    serviceAccount: account(spec['serviceAccountName']),
    ports: ports.map((port) => Number(blockOf(port)['containerPort'])),
    portNames: namesOf([...ports, ...listOf(spec['initContainers']).filter(isSidecar).flatMap(portsOf)]),
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
    portNames: new Map(Object.entries(blockOf(entry['ports'])).map(([name, port]) => [name, Number(port)])),
    hostNetwork: false,
    runsProxy: true,
  };
}

/** What an object runs; nothing for all other objects. */
export function workloadOf(object: KubeObject): Description | undefined {
  const pods = podsOf(object);
  return pods === undefined ? ofMachines(object) : ofPods(pods);
}

/** A port of a Service, as far as it says where it leads. */
interface Leading {
  readonly port: number;
  readonly targetPort?: number | string | undefined;
}

/** The port of pods that a Service's port leads to: a name is that of a port of theirs. Without one the Service's own number is taken. */
export const podPort = ({ portNames }: Pick<Workload, 'portNames'>, { port, targetPort }: Leading): number =>
  typeof targetPort === 'string' ? (portNames.get(targetPort) ?? port) : (targetPort ?? port);
