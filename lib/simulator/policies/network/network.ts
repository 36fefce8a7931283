import { type LabelSelector, type StringMap, satisfies } from '../../../kit/formats/labels';
import { rememberedOf } from '../../../kit/once-per-object';
import { inNamespace } from '../../../model/lookup';
import type { Mesh } from '../../../model/mesh';
import { namespaceCalled } from '../../../model/workloads/selectors';
import type { Pods } from '../security';
import { isWithin } from './addresses';

/** One end of a connection: pods, or something outside of the cluster. */
export interface End {
  readonly pods?: Pods | undefined;
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

/** Pods on the network of their node are no pods to a policy. */
const podsOf = ({ pods }: End): Pods | undefined => (pods?.hostNetwork ? undefined : pods);

/** Addresses of one link, such as that of a cloud's metadata: no pod has one. */
const ofOneLink = (block: string): boolean =>
  isWithin(block.split('/')[0], '169.254.0.0/16') && !/\/(\d|1[0-5])$/.test(block);

/** Addresses of pods are not known before a cluster: a block of every address has them but for exceptions that may, no other. */
const isInBlock = ({ ip }: End, { cidr, except = [] }: NonNullable<Peer['ipBlock']>): boolean =>
  ip === undefined
    ? cidr.endsWith('/0') && except.every(ofOneLink)
    : isWithin(ip, cidr) && !except.some((block) => isWithin(ip, block));

function isPeer(mesh: Mesh, policy: Policy, { podSelector, namespaceSelector, ipBlock }: Peer, end: End): boolean {
  if (ipBlock !== undefined) return isInBlock(end, ipBlock);
  const pods = podsOf(end);
  if (pods === undefined) return false;
  const isThere =
    namespaceSelector === undefined
      ? pods.namespace === policy.namespace
      : satisfies(namespaceSelector, namespaceLabels(mesh, pods.namespace));
  return isThere && (podSelector === undefined || satisfies(podSelector, pods.labels));
}

/** A name is that of a port of the pods that are connected to. Source: k8s.io/api networking/v1, NetworkPolicyPort. */
const isPort = ({ ports = [] }: NetworkRule, port: number, to: End): boolean =>
  ports.length === 0 ||
  ports.some(({ port: first, endPort, protocol = 'TCP' }) => {
    if (protocol !== 'TCP') return false;
    if (first === undefined) return true;
    if (typeof first === 'string') return podsOf(to)?.portNames.get(first) === port;
    return endPort === undefined ? first === port : first <= port && port <= endPort;
  });

/** The policies that select pods, by direction; where none does, everything passes. */
const selecting = rememberedOf((mesh: Mesh, pods: Pods) => {
  const all = inNamespace(mesh.NetworkPolicy, pods.namespace).filter(({ spec }) =>
    satisfies(spec.podSelector ?? {}, pods.labels),
  );
  const of = (direction: string) =>
    all.filter(({ spec }) =>
      (spec.policyTypes ?? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])]).includes(direction),
    );
  return { into: of('Ingress'), out: of('Egress') };
});

const NOTHING: readonly string[] = [];

/** The policies that stop a connection: of the callee's pods, then of the caller's; none where it passes. */
export function stoppedBy(mesh: Mesh, from: End, to: End, port: number): readonly string[] {
  if (mesh.NetworkPolicy.length === 0) return NOTHING;
  const [caller, callee] = [podsOf(from), podsOf(to)];
  const into = callee === undefined ? [] : selecting(mesh, callee).into;
  const out = caller === undefined ? [] : selecting(mesh, caller).out;
  const passes = (policy: Policy, rules: readonly object[] = [], side: 'from' | 'to', other: End) =>
    (rules as readonly NetworkRule[]).some((rule) => {
      const peers = rule[side] ?? [];
      return isPort(rule, port, to) && (peers.length === 0 || peers.some((peer) => isPeer(mesh, policy, peer, other)));
    });
  const names = (all: readonly Policy[]) => all.map(({ namespace, name }) => `${namespace}/${name}`);
  return [
    ...(into.length === 0 || into.some((one) => passes(one, one.spec.ingress, 'from', from)) ? [] : names(into)),
    ...(out.length === 0 || out.some((one) => passes(one, one.spec.egress, 'to', to)) ? [] : names(out)),
  ];
}
