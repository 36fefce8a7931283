import type { IContainer } from 'kubernetes-models/v1/Container';
import type { StringMap } from '../../props';
import * as pods from './pod';

type Pod = pods.Pod;

const first = (list: readonly IContainer[], name: string) => [
  ...list.filter((container) => container.name === name),
  ...list.filter((container) => container.name !== name),
];
const last = (list: readonly IContainer[], name: string) => [
  ...list.filter((container) => container.name !== name),
  ...list.filter((container) => container.name === name),
];

/**
 * The proxy comes last, so that `kubectl exec` means the application, or first where applications wait for it. A native one comes
 * right after the redirection is set up, so that other init containers are in the mesh; any other has it set up after them.
 */
export function inOrder(pod: Pod, hold: boolean): Pod {
  const { containers, initContainers } = pod.spec;
  const main = (hold ? first : last)(containers ?? [], pods.PROXY);
  const init = initContainers ?? [];
  const isNative = pods.named(init, pods.PROXY) !== undefined;
  const ordered = isNative
    ? first(first(first(init, pods.PROXY), pods.VALIDATION), pods.INIT)
    : last(first(init, pods.VALIDATION), pods.INIT);
  const result = pods.withContainers(pod, 'containers', main);
  return initContainers === undefined ? result : pods.withContainers(result, 'initContainers', ordered);
}

const names = (list: readonly { readonly name?: string }[] | undefined): readonly (string | undefined)[] | null =>
  list === undefined || list.length === 0 ? null : list.map(({ name }) => name);

/** The annotation by which istiod and istioctl know what was injected. */
export function status({ spec }: Pod, revision: string): string {
  return JSON.stringify({
    initContainers: names(spec.initContainers),
    containers: names(spec.containers),
    volumes: names(spec.volumes),
    imagePullSecrets: names(spec.imagePullSecrets),
    revision,
  });
}

/** Replaces variables of the proxy by those that the cluster and the pod's labels decide, at the end and sorted. */
export function withClusterEnv(pod: Pod, variables: StringMap): Pod {
  const target = pods.containerOf(pod, pods.PROXY);
  if (target === undefined || Object.keys(variables).length === 0) return pod;
  const own = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  return pods.mapContainers(pod, (container) =>
    container === target
      ? {
          ...container,
          env: [
            ...(container.env ?? []).filter(({ name }) => !(name in variables)),
            ...own.map(([name, value]) => ({ name, value })),
          ],
        }
      : container,
  );
}
