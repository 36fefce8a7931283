import type { StringMap } from '../../kit/formats/labels';
import { remembered } from '../../kit/once-per-object';
import { BySelector, workloadsIn, workloadsWith } from '../lookup';
import type { Mesh, Written } from '../mesh';
import type { Workload } from './workloads';

/** A selector as a message shows it. */
export const shown = (selector: StringMap | undefined): string => {
  const pairs = Object.entries(selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'any label' : pairs.join(',');
};

/** Namespaces whose policies are for the whole mesh; Istio's default where the control plane is not written here. */
export const rootNamespaces = remembered((mesh: Mesh): readonly string[] =>
  mesh.controlPlanes.length === 0
    ? ['istio-system']
    : [...new Set(mesh.controlPlanes.map(({ spec }) => spec.namespace))],
);

interface Selecting {
  readonly selector?: { readonly matchLabels?: StringMap | undefined } | undefined;
  readonly targetRef?: object | undefined;
  readonly targetRefs?: readonly object[] | undefined;
}

/** It is for a gateway or waypoint of the Gateway API, whose pods Istio makes. */
const isForGateway = ({ targetRef, targetRefs }: Selecting): boolean =>
  targetRef !== undefined || targetRefs !== undefined;

const bySelector = remembered(
  (policies: readonly Written<Selecting>[]) =>
    new BySelector(
      policies.filter(({ spec }) => !isForGateway(spec)),
      ({ spec }) => spec.selector?.matchLabels,
    ),
);

/** Policies that apply to pods: those of their namespace and of the root namespace whose selector matches. */
export const policiesFor = <S extends Selecting>(
  mesh: Mesh,
  policies: readonly Written<S>[],
  namespace: string,
  labels: StringMap,
): readonly Written<S>[] =>
  bySelector(policies).selecting([namespace, ...rootNamespaces(mesh)], labels) as readonly Written<S>[];

/** Workloads that a policy applies to: those of its namespace, or of all if that is a root namespace, whose labels match. */
export function workloadsOf(mesh: Mesh, { namespace, spec }: Written<Selecting>): readonly Workload[] {
  if (isForGateway(spec)) return [];
  const labels = spec.selector?.matchLabels;
  return rootNamespaces(mesh).includes(namespace) ? workloadsWith(mesh, labels) : workloadsIn(mesh, namespace, labels);
}

/** A namespace asks for sidecars in its pods. */
export const asksForSidecars = ({ labels }: { readonly labels: StringMap }): boolean =>
  labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;

/** Whether pods get a sidecar; `undefined` where others own their namespace, so that nobody here knows. */
export function injected(
  mesh: Mesh,
  {
    namespace,
    labels,
    annotations,
    hostNetwork,
  }: Pick<Workload, 'namespace' | 'labels' | 'annotations' | 'hostNetwork'>,
): boolean | undefined {
  const wish = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (hostNetwork || wish === 'false') return false;
  const owner = namespaceCalled(mesh, namespace);
  if (owner === undefined) return undefined;
  return asksForSidecars(owner);
}

const byName = remembered((mesh: Mesh) => new Map(mesh.Namespace.map((one) => [one.name, one])));
/** The object of a namespace; none where others own it. */
export const namespaceCalled = (mesh: Mesh, name: string): Mesh['Namespace'][number] | undefined =>
  byName(mesh).get(name);
