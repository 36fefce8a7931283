import type { Fact, MeshFacts, SpecsByKind } from './facts';

type Strings = Readonly<Record<string, string>>;

/** Whether pods with these labels are selected; no selector selects all. */
export function selects(selector: Strings | undefined, labels: Strings): boolean {
  // Asked for every policy and pod: a list of entries each time would be most of a synth.
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

/** A selector as a message shows it. */
export const shown = (selector: Strings | undefined): string => {
  const pairs = Object.entries(selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'any label' : pairs.join(',');
};

export const podLabels = (workload: Fact<SpecsByKind['Workload']>): Strings =>
  workload.spec.template.metadata.labels ?? {};

/** Namespaces whose policies are for the whole mesh. */
export const rootNamespaces = (facts: MeshFacts): readonly string[] =>
  facts.ControlPlane.map(({ namespace }) => namespace);

interface Selecting {
  readonly selector?: { readonly matchLabels?: Strings | undefined } | undefined;
  readonly targetRef?: object | undefined;
  readonly targetRefs?: readonly object[] | undefined;
}

/** It is for a gateway or waypoint of the Gateway API, whose pods Istio makes. */
const isForGateway = ({ targetRef, targetRefs }: Selecting): boolean =>
  targetRef !== undefined || targetRefs !== undefined;

/** Whether a policy applies to pods: one of their namespace or of the root namespaces whose selector matches. */
const applies = (
  { namespace: own, spec }: Fact<Selecting>,
  roots: readonly string[],
  namespace: string,
  labels: Strings,
) => (own === namespace || roots.includes(own)) && !isForGateway(spec) && selects(spec.selector?.matchLabels, labels);

/** Policies that apply to pods: those of their namespace and of the root namespace whose selector matches. */
export const policiesFor = <S extends Selecting>(
  facts: MeshFacts,
  policies: readonly Fact<S>[],
  namespace: string,
  labels: Strings,
): readonly Fact<S>[] => {
  const roots = rootNamespaces(facts);
  return policies.filter((policy) => applies(policy, roots, namespace, labels));
};

/** Workloads that a policy applies to. */
export const workloadsOf = <S extends Selecting>(facts: MeshFacts, policy: Fact<S>) => {
  const roots = rootNamespaces(facts);
  return facts.Workload.filter((workload) => applies(policy, roots, workload.namespace, podLabels(workload)));
};

/** `namespace/name`, as a message names an object. */
export const address = ({ namespace, name }: Fact<unknown>): string => `${namespace}/${name}`;
