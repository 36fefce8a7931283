import type { Printed } from './synth';

type Labels = Readonly<Record<string, string>>;

/** One end of a connection: a pod, or an address outside of all pods (a node's, another cluster's, the world's). */
export type End = { readonly namespace: string; readonly labels: Labels } | { readonly address: string };

const isPod = (end: End): end is Extract<End, { namespace: string }> => 'namespace' in end;
const matches = (selector: Printed, labels: Labels): boolean =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);

const fits = ({ ipBlock, namespaceSelector, podSelector }: Printed, end: End, home: string): boolean => {
  if (!isPod(end)) return ipBlock !== undefined && ['0.0.0.0/0', `${end.address}/32`].includes(ipBlock.cidr);
  const { namespace, labels } = end;
  const there =
    namespaceSelector === undefined
      ? namespace === home
      : matches(namespaceSelector, { 'kubernetes.io/metadata.name': namespace });
  return ipBlock === undefined && there && matches(podSelector, labels);
};

/** Whether NetworkPolicies let a connection through, as Kubernetes defines them: a side that no policy selects is open. */
export function connects(policies: readonly Printed[], from: End, to: End, port: number, protocol = 'TCP'): boolean {
  const passes = (end: End, other: End, type: 'Ingress' | 'Egress'): boolean => {
    const own = isPod(end)
      ? policies.filter(
          ({ metadata, spec }) =>
            spec.policyTypes.includes(type) &&
            metadata.namespace === end.namespace &&
            matches(spec.podSelector, end.labels),
        )
      : [];
    const [rules, peers] = type === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
    return (
      own.length === 0 ||
      own.some(({ metadata, spec }) =>
        (spec[rules] ?? []).some(
          (rule: Printed) =>
            (rule.ports ?? [{ port, protocol }]).some(
              (one: Printed) => one.port === port && (one.protocol ?? 'TCP') === protocol,
            ) &&
            (rule[peers] === undefined || rule[peers].some((peer: Printed) => fits(peer, other, metadata.namespace))),
        ),
      )
    );
  };
  return passes(from, to, 'Egress') && passes(to, from, 'Ingress');
}
