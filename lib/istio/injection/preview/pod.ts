import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { StringMap } from '../../props';

/** A pod, or the template of one, on its way through injection. */
export interface Pod {
  readonly metadata: IObjectMeta;
  readonly spec: IPodSpec;
}

export const PROXY = 'istio-proxy';
export const INIT = 'istio-init';
export const VALIDATION = 'istio-validation';

export const annotationsOf = (pod: Pod): StringMap => pod.metadata.annotations ?? {};
export const labelsOf = (pod: Pod): StringMap => pod.metadata.labels ?? {};

export const annotated = (pod: Pod, annotations: StringMap): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, annotations: { ...annotations } },
});

/** The lists in which a pod has containers. */
export const LISTS = ['containers', 'initContainers'] as const;
export type ContainerList = (typeof LISTS)[number];

export const containersOf = (pod: Pod, list: ContainerList): readonly IContainer[] => pod.spec[list] ?? [];

export const withContainers = (pod: Pod, list: ContainerList, containers: readonly IContainer[]): Pod => ({
  ...pod,
  spec: { ...pod.spec, [list]: [...containers] },
});

/** Changes every container of a name, wherever it is. */
export const mapContainers = (pod: Pod, change: (container: IContainer) => IContainer): Pod =>
  LISTS.reduce(
    (changed, list) =>
      changed.spec[list] === undefined
        ? changed
        : withContainers(changed, list, containersOf(changed, list).map(change)),
    pod,
  );

export const named = (containers: readonly IContainer[], name: string): IContainer | undefined =>
  containers.find((container) => container.name === name);

/** A container of the pod; one that runs all the time goes before an init container. */
export const containerOf = (pod: Pod, name: string): IContainer | undefined =>
  named(containersOf(pod, 'containers'), name) ?? named(containersOf(pod, 'initContainers'), name);

/** Puts a variable at the end of the proxy's environment. */
export const withProxyEnv = (pod: Pod, name: string, value: string): Pod =>
  mapContainers(pod, (container) =>
    container.name === PROXY ? { ...container, env: [...(container.env ?? []), { name, value }] } : container,
  );
