import type { Fact, MeshFacts, SpecsByKind } from './facts';

type Strings = Readonly<Record<string, string>>;

/** Whether pods with these labels are selected; no selector selects all. */
export const selects = (selector: Strings | undefined, labels: Strings): boolean =>
  Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);

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

/** Policies that apply to pods: those of their namespace and of the root namespace whose selector matches. */
export const policiesFor = <S extends Selecting>(
  facts: MeshFacts,
  policies: readonly Fact<S>[],
  namespace: string,
  labels: Strings,
): readonly Fact<S>[] =>
  policies.filter(
    (policy) =>
      !isForGateway(policy.spec) &&
      (policy.namespace === namespace || rootNamespaces(facts).includes(policy.namespace)) &&
      selects(policy.spec.selector?.matchLabels, labels),
  );

/** Workloads that a policy applies to. */
export const workloadsOf = <S extends Selecting>(facts: MeshFacts, policy: Fact<S>) =>
  facts.Workload.filter((workload) => policiesFor(facts, [policy], workload.namespace, podLabels(workload)).length > 0);

/** `namespace/name`, as a message names an object. */
export const address = ({ namespace, name }: Fact<unknown>): string => `${namespace}/${name}`;
