import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Block } from '../../../../kit/json';
import { refuse } from '../../../../kit/problems';
import { INJECTION } from '../../../../problems/installation/injection';
import { goJson, inGoOrder } from '../agent/go-json';
import * as pods from '../pod';
import { settledPod } from '../settle';
import { strategicMerge } from './strategic-merge';

type Pod = pods.Pod;
type Overrides = Readonly<Record<pods.ContainerList, readonly IContainer[]>>;

/** A JSON annotation's value, or nothing. @throws MESH208 if it is no JSON */
export function jsonAnnotation(pod: Pod, name: string, where: string): Block {
  const text = pods.annotationsOf(pod)[name];
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Block) : {};
  } catch (error) {
    return refuse(where, INJECTION.json(name, error instanceof Error ? error.message : String(error)));
  }
}

const overridesOf = (pod: Pod, where: string): Overrides => {
  const found = jsonAnnotation(pod, 'proxy.istio.io/overrides', where);
  return { containers: [], initContainers: [], ...found } as Overrides;
};

/** Names of what an earlier injection added. */
const injectedOf = (pod: Pod, where: string): Readonly<Record<pods.ContainerList, readonly string[]>> => {
  const { containers, initContainers } = jsonAnnotation(pod, 'sidecar.istio.io/status', where);
  const names = (list: unknown) => (Array.isArray(list) ? list.map(String) : []);
  return { containers: names(containers), initContainers: names(initContainers) };
};

/** The pod as the user wrote it, for templates to read: without what an earlier injection added, with what it replaced. */
export function withoutInjection(pod: Pod, where: string): Pod {
  const injected = injectedOf(pod, where);
  const overrides = overridesOf(pod, where);
  return pods.LISTS.reduce((stripped, list) => {
    const left = pods.containersOf(stripped, list).filter(({ name }) => !injected[list].includes(name));
    const back = overrides[list].filter(({ name }) => pods.named(left, name) === undefined);
    return stripped.spec[list] === undefined && back.length === 0
      ? stripped
      : pods.withContainers(stripped, list, [...left, ...back]);
  }, pod);
}

/**
 * Lays containers that the user wrote over the injected ones of the same name, and keeps them in an annotation for
 * the next injection. `image: auto` is no wish. Source: reapplyOverwrittenContainers in pkg/kube/inject/webhook.go.
 */
export function reapply(pod: Pod, original: Pod, template: Pod, where: string): Pod {
  const injected = injectedOf(original, where);
  const known = overridesOf(original, where);
  const found: Record<pods.ContainerList, IContainer[]> = { containers: [], initContainers: [] };
  let result = pod;
  for (const list of pods.LISTS)
    for (const { name } of pods.containersOf(template, list)) {
      if (injected[list].includes(name)) continue;
      const own =
        pods.named(known[list], name) ??
        (list === 'containers'
          ? pods.named(pods.containersOf(original, list), name)
          : pods.containerOf(original, name));
      if (own === undefined) continue;
      const { image, ...rest } = own;
      const overlay = image === undefined || image === 'auto' ? (rest as IContainer) : own;
      found[list].push(overlay);
      result = strategicMerge(result as unknown as Block, { spec: { [list]: [overlay] } }) as unknown as Pod;
    }
  const lists = pods.LISTS.filter((list) => found[list].length > 0);
  if (lists.length > 0 && !('sidecar.istio.io/status' in pods.annotationsOf(original))) {
    const kept = Object.fromEntries(lists.map((list) => [list, found[list].map(inStoredForm)]));
    result = pods.annotated(result, {
      ...pods.annotationsOf(result),
      'proxy.istio.io/overrides': goJson(kept),
    });
  }
  return result;
}

/** Go prints a container's resources even where it has none. */
function inStoredForm(container: IContainer): Block {
  const [stored] = settledPod({ metadata: {}, spec: { containers: [container] } }).spec.containers;
  return inGoOrder('container', { resources: {}, ...stored } as unknown as Block);
}

/** Has the container that sets up or checks the redirection let through the user whom the user's istio-proxy runs as. */
export function followUser(pod: Pod, original: Pod, isTproxy: boolean): Pod {
  const security = pods.containerOf(original, pods.PROXY)?.securityContext;
  const [user, group] = [security?.runAsUser, security?.runAsGroup];
  const init = pods.named(pods.containersOf(pod, 'initContainers'), pods.INIT);
  const target = init ?? pods.named(pods.containersOf(pod, 'initContainers'), pods.VALIDATION);
  if ((user === undefined && group === undefined) || target === undefined) return pod;
  const proxy = pods.containerOf(pod, pods.PROXY);
  return pods.mapContainers(pod, (container) => {
    // The transparent proxy needs root, whatever the user says.
    if (isTproxy && container === proxy && user !== undefined)
      return { ...container, securityContext: { ...container.securityContext, runAsUser: 0 } };
    if (container !== target) return container;
    const same = !isTproxy && target.name === pods.VALIDATION;
    const at = container.args?.indexOf('-u') ?? -1;
    return {
      ...container,
      ...(same && {
        securityContext: {
          ...container.securityContext,
          ...(user === undefined ? {} : { runAsUser: user }),
          ...(group === undefined ? {} : { runAsGroup: group }),
        },
      }),
      ...(user !== undefined && user !== 0 && at !== -1 && container.args
        ? { args: container.args.map((arg, i) => (i === at + 1 ? String(user) : arg)) }
        : {}),
    };
  });
}
