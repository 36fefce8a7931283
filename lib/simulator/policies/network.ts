import { type LabelSelector, type StringMap, satisfies } from '../../kit/formats/labels';
import { inNamespace } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { namespaceCalled } from '../../model/workloads/selectors';
import { isWithin } from './addresses';

/** One end of a connection; no namespace for what is outside of the cluster. */
export interface End {
  readonly namespace?: string | undefined;
  readonly labels: StringMap;
  readonly ip?: string | undefined;
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface NetworkRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly {
    readonly port?: number | string;
    readonly endPort?: number;
    readonly protocol?: string;
  }[];
}
type Policy = Mesh['NetworkPolicy'][number];

const namespaceLabels = (mesh: Mesh, namespace: string): StringMap => ({
  ...namespaceCalled(mesh, namespace)?.labels,
  'kubernetes.io/metadata.name': namespace,
});

function isPeer(mesh: Mesh, policy: Policy, { podSelector, namespaceSelector, ipBlock }: Peer, end: End): boolean {
  if (ipBlock !== undefined)
    return isWithin(end.ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((block) => isWithin(end.ip, block));
  if (end.namespace === undefined) return false;
  const isThere =
    namespaceSelector === undefined
      ? end.namespace === policy.namespace
      : satisfies(namespaceSelector, namespaceLabels(mesh, end.namespace));
  return isThere && (podSelector === undefined || satisfies(podSelector, end.labels));
}

const isPort = ({ ports = [] }: NetworkRule, port: number): boolean =>
  ports.length === 0 ||
  ports.some(({ port: first, endPort, protocol = 'TCP' }) => {
    if (protocol !== 'TCP') return false;
    return (
      first === undefined || (endPort === undefined ? Number(first) === port : Number(first) <= port && port <= endPort)
    );
  });

/** The policies of one direction that select pods; without one, everything passes. */
function selecting(mesh: Mesh, direction: 'Ingress' | 'Egress', end: End): readonly Policy[] {
  if (end.namespace === undefined) return [];
  return inNamespace(mesh.NetworkPolicy, end.namespace).filter(({ spec }) => {
    const types = spec.policyTypes ?? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])];
    return types.includes(direction) && satisfies(spec.podSelector ?? {}, end.labels);
  });
}

/** The policies that stop a connection: of the callee's pods, then of the caller's; none where it passes. */
export function stoppedBy(mesh: Mesh, from: End, to: End, port: number): readonly string[] {
  const passes = (policy: Policy, rules: readonly object[] = [], side: 'from' | 'to', other: End) =>
    (rules as readonly NetworkRule[]).some((rule) => {
      const peers = rule[side] ?? [];
      return isPort(rule, port) && (peers.length === 0 || peers.some((peer) => isPeer(mesh, policy, peer, other)));
    });
  if (mesh.NetworkPolicy.length === 0) return [];
  const into = selecting(mesh, 'Ingress', to);
  const out = selecting(mesh, 'Egress', from);
  const names = (all: readonly Policy[]) => all.map(({ namespace, name }) => `${namespace}/${name}`);
  return [
    ...(into.length === 0 || into.some((one) => passes(one, one.spec.ingress, 'from', from)) ? [] : names(into)),
    ...(out.length === 0 || out.some((one) => passes(one, one.spec.egress, 'to', to)) ? [] : names(out)),
  ];
}
