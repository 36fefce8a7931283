import type { Fact, MeshFacts, SpecsByKind } from './facts';
import { address, policiesFor, rootNamespaces } from './selectors';

type Policy = Fact<SpecsByKind['PeerAuthentication']>;

/** What pods take, and which policy says so. */
export interface EffectiveMtls {
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE';
  readonly policy: string;
}

/** The narrowest policy wins: of the workload, then of its namespace, then of the mesh. Source: PeerAuthentication's documentation. */
const narrowness = (facts: MeshFacts, { spec, namespace }: Policy): number => {
  if (spec.selector?.matchLabels !== undefined) return 2;
  return rootNamespaces(facts).includes(namespace) ? 0 : 1;
};

/** What pods with these labels take on a port of theirs. */
export function effectiveMtls(
  facts: MeshFacts,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  port?: number,
): EffectiveMtls {
  const policies = [...policiesFor(facts, facts.PeerAuthentication, namespace, labels)].sort(
    (a, b) => narrowness(facts, b) - narrowness(facts, a),
  );
  for (const policy of policies) {
    const { mtls, portLevelMtls = {} } = policy.spec;
    const mode = (port === undefined ? undefined : portLevelMtls[String(port)]?.mode) ?? mtls?.mode;
    if (mode !== undefined && mode !== 'UNSET') return { mode, policy: address(policy) };
  }
  return { mode: 'PERMISSIVE', policy: "Istio's default" };
}

/** Whether pods of a namespace get a sidecar; `undefined` where others own the namespace. */
export function injected(
  facts: MeshFacts,
  namespace: string,
  podLabels: Readonly<Record<string, string>>,
): boolean | undefined {
  const owner = facts.Namespace.find(({ name }) => name === namespace);
  if (podLabels['sidecar.istio.io/inject'] === 'false') return false;
  if (owner === undefined) return undefined;
  return owner.labels['istio-injection'] === 'enabled' || owner.labels['istio.io/rev'] !== undefined;
}
