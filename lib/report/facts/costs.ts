import { grouped } from '../../kit/grouped';
import { blockOf, listOf, textsOf } from '../../kit/json';
import { remembered } from '../../kit/once-per-object';
import { named, ofKind } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { podsOf } from '../../model/workloads/workloads';
import { proxied } from '../../simulator/policies/security';
import type { Cost } from '../types';

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Kubernetes' quantity as a number: cores, or bytes. */
function quantity(value: unknown): number {
  const [, number = '0', unit = ''] = /^([\d.]+(?:e\d+)?)([A-Za-z]*)$/.exec(String(value ?? '0')) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}

interface Resources {
  readonly cpu: number;
  readonly memory: number;
}

const requestsOf = (container: unknown): Resources => {
  const { cpu, memory } = blockOf(blockOf(blockOf(container)['resources'])['requests']);
  return { cpu: quantity(cpu), memory: quantity(memory) };
};

const sum = (all: readonly Resources[]): Resources => ({
  cpu: all.reduce((total, one) => total + one.cpu, 0),
  memory: all.reduce((total, one) => total + one.memory, 0),
});

/** What each sidecar asks for, as the injector's values have it. */
function sidecarOf(mesh: Mesh): Resources {
  const values = mesh.ConfigMap.map(({ object }) => textsOf(blockOf(object)['data'])['values']).find(
    (one) => one !== undefined,
  );
  try {
    return requestsOf(blockOf(blockOf(JSON.parse(values ?? '{}'))['global'])['proxy']);
  } catch {
    return { cpu: 0, memory: 0 };
  }
}

const scaled = (namespace: string, kind: unknown, name: unknown): string => `${namespace} ${kind} ${name}`;

/** Autoscalers by what they scale. */
const scalers = remembered((mesh: Mesh) =>
  grouped(ofKind(mesh, 'HorizontalPodAutoscaler'), ({ namespace, spec }) => {
    const { kind, name } = blockOf(blockOf(spec)['scaleTargetRef']);
    return scaled(namespace, kind, name);
  }),
);

/** Replicas of a workload: the fewest that its autoscaler keeps, or what it says itself. */
export function replicasOf(
  mesh: Mesh,
  { namespace, name, kind }: { readonly namespace: string; readonly name: string; readonly kind: string },
): { readonly least: number; readonly most: number } {
  const scaler = scalers(mesh).get(scaled(namespace, kind, name))?.[0];
  const { minReplicas = 1, maxReplicas } = blockOf(scaler?.spec);
  if (scaler !== undefined) return { least: Number(minReplicas), most: Number(maxReplicas) };
  const own = named(ofKind(mesh, kind), address({ namespace, name }));
  const replicas = Number(blockOf(own?.spec)['replicas'] ?? 1);
  return { least: replicas, most: replicas };
}

interface Pods extends Resources {
  readonly namespace: string;
  readonly pods: number;
  readonly perNode: number;
  readonly sidecars: number;
}

/** What the pods of each namespace ask for, sidecars and the fewest replicas of autoscalers included; pods on every node aside. */
export function costsOf(mesh: Mesh): readonly Cost[] {
  const sidecar = sidecarOf(mesh);
  const all = mesh.workloads.flatMap((workload): readonly Pods[] => {
    const object = named(ofKind(mesh, workload.kind), address(workload))?.object;
    const pods = object === undefined ? undefined : podsOf(object);
    if (pods === undefined) return [];
    const { namespace } = workload;
    if (workload.kind === 'DaemonSet') return [{ namespace, pods: 0, perNode: 1, sidecars: 0, cpu: 0, memory: 0 }];
    const containers = listOf(pods.spec['containers']);
    const isOwn = containers.some((one) => blockOf(one)['name'] === 'istio-proxy');
    const isInjected =
      proxied(mesh, workload) === 'sidecar' &&
      !isOwn &&
      mesh.Namespace.some(
        ({ name, labels }) => name === namespace && ('istio-injection' in labels || 'istio.io/rev' in labels),
      );
    const { least } = replicasOf(mesh, workload);
    const { cpu, memory } = sum([...containers.map(requestsOf), ...(isInjected ? [sidecar] : [])]);
    return [
      {
        namespace,
        pods: least,
        perNode: 0,
        sidecars: isInjected ? least : 0,
        cpu: cpu * least,
        memory: memory * least,
      },
    ];
  });
  return [...grouped(all, ({ namespace }) => namespace)].map(([namespace, own]) => {
    const { cpu, memory } = sum(own);
    const count = (of: (one: Pods) => number) => own.reduce((total, one) => total + of(one), 0);
    return {
      namespace,
      pods: count((one) => one.pods),
      perNode: count((one) => one.perNode),
      sidecars: count((one) => one.sidecars),
      cpu: Math.round(cpu * 1000) / 1000,
      memory: Math.round(memory / 2 ** 20),
    };
  });
}
