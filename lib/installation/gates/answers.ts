import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';

/** What an object is for. */
export type Part = 'istiod' | 'nodes' | 'gateway' | 'addon' | 'sample';

/** An object as the gates see it. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly part: Part;
  readonly pod: IPodSpec;
  readonly containers: readonly IContainer[];
}

/** Why a point of a gate stays, and for which objects. */
export interface Answer {
  readonly reason: string;
  /** Check of kube-score. */
  readonly kubeScore?: string;
  /** Checks of checkov. */
  readonly checkov?: readonly string[];
  readonly about: (subject: Subject) => boolean;
}

/** Whether it runs pods at all. */
const runs = ({ containers }: Subject): boolean => containers.length > 0;
const isOf =
  (...parts: readonly Part[]) =>
  (subject: Subject): boolean =>
    runs(subject) && parts.includes(subject.part);

const usersOf = ({ pod, containers }: Subject) =>
  containers.map(({ securityContext }) => securityContext?.runAsUser ?? pod.securityContext?.runAsUser ?? 0);
/** Ids from which the gates hold that no user of the node has one. */
const HIGH_ID = 10_000;
const hasLowUser = (subject: Subject) => usersOf(subject).some((user) => user < HIGH_ID);

const isSized = ({ containers }: Subject): boolean =>
  containers.every(
    ({ resources: { requests, limits } = {} }) => requests?.['cpu'] && requests['memory'] && limits?.['memory'],
  );
const isWritable = ({ containers }: Subject): boolean =>
  containers.some(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true);
const asks = ({ readinessProbe, livenessProbe }: IContainer) => {
  const [ready, alive] = [readinessProbe?.httpGet, livenessProbe?.httpGet];
  return ready !== undefined && ready.path === alive?.path && ready.port === alive?.port;
};
const CALLS_THE_API = ['istiod', 'istio-cni-node', 'ztunnel', 'prometheus', 'kiali'];
const callsTheApi = ({ name }: Subject): boolean =>
  CALLS_THE_API.some((one) => name === one || name.startsWith(`${one}-`));

/** Each answer is for objects of ours alone, and only where its reason holds: what is not answered is mended. */
export const ANSWERS: readonly Answer[] = [
  {
    kubeScore: 'container-image-pull-policy',
    checkov: ['CKV_K8S_15'],
    reason: 'tags of releases are not moved, and a registry that is down must not keep a pod from starting again',
    about: ({ containers }) => containers.some(({ imagePullPolicy }) => imagePullPolicy !== 'Always'),
  },
  {
    checkov: ['CKV_K8S_43'],
    reason: 'tags of releases are not moved; image.digests pins those of Istio',
    about: ({ containers }) => containers.some(({ image = '' }) => !image.includes('@')),
  },
  {
    kubeScore: 'container-resources',
    checkov: ['CKV_K8S_11'],
    reason: 'a CPU limit slows down what has room to run; requests share the CPU',
    about: (subject) =>
      runs(subject) && isSized(subject) && subject.containers.some(({ resources }) => !resources?.limits?.['cpu']),
  },
  {
    kubeScore: 'container-resources',
    checkov: ['CKV_K8S_11', 'CKV_K8S_13'],
    reason: 'a node agent that is stopped for what it uses keeps the pods of its node from starting',
    about: (subject) => isOf('nodes')(subject) && !isSized(subject),
  },
  {
    kubeScore: 'container-ephemeral-storage-request-and-limit',
    reason: 'beside its volumes it writes logs alone, which the kubelet rotates',
    about: runs,
  },
  {
    kubeScore: 'container-security-context-user-group-id',
    checkov: ['CKV_K8S_40'],
    reason: "1337 is the image's user, which every tool of Istio knows as the proxy's",
    about: (subject) => isOf('istiod', 'gateway')(subject) && hasLowUser(subject),
  },
  {
    kubeScore: 'container-security-context-user-group-id',
    checkov: ['CKV_K8S_40'],
    reason: "the image's own user, which owns the files that it needs",
    about: (subject) => isOf('addon', 'sample')(subject) && hasLowUser(subject),
  },
  {
    kubeScore: 'container-security-context-user-group-id',
    checkov: ['CKV_K8S_40', 'CKV_K8S_23', 'CKV_K8S_20', 'CKV_K8S_25', 'CKV_K8S_39'],
    reason: "it writes rules into the network namespaces of pods, for which it is the node's root with these rights",
    about: isOf('nodes'),
  },
  {
    kubeScore: 'container-security-context-readonlyrootfilesystem',
    checkov: ['CKV_K8S_22'],
    reason: 'iptables takes its lock in a folder of the container',
    about: (subject) => isOf('nodes')(subject) && isWritable(subject),
  },
  {
    kubeScore: 'container-security-context-readonlyrootfilesystem',
    checkov: ['CKV_K8S_22'],
    reason: 'its server writes below its own configuration',
    about: (subject) => isOf('sample')(subject) && isWritable(subject),
  },
  {
    kubeScore: 'pod-probes-identical',
    reason: 'the program says in one place how it is, and there is no other to ask',
    about: ({ containers }) => containers.some(asks),
  },
  {
    checkov: ['CKV_K8S_8'],
    reason: 'readiness takes it out of service, and a restart would only drop connections',
    about: ({ containers }) => containers.some(({ livenessProbe }) => livenessProbe === undefined),
  },
  {
    checkov: ['CKV_K8S_29'],
    reason: 'each container has a security context of its own',
    about: ({ pod, containers }) =>
      containers.length > 0 &&
      pod.securityContext === undefined &&
      containers.every(({ securityContext }) => securityContext !== undefined),
  },
  {
    checkov: ['CKV_K8S_38'],
    reason: 'it works with the API server',
    about: (subject) => runs(subject) && callsTheApi(subject),
  },
  {
    checkov: ['CKV_K8S_38'],
    reason: 'its account may read the Secrets of its namespace at the most',
    about: (subject) => runs(subject) && !callsTheApi(subject),
  },
  {
    checkov: ['CKV_K8S_35'],
    reason: 'Grafana sets up its first administrator from its environment',
    about: ({ name, containers }) =>
      name === 'grafana' && containers.some(({ env = [] }) => env.some(({ valueFrom }) => valueFrom?.secretKeyRef)),
  },
  {
    checkov: ['CKV2_K8S_5'],
    reason: 'a gateway takes its certificates from Secrets of its own namespace, whose names are not known here',
    about: ({ kind, part }) => kind === 'RoleBinding' && part === 'gateway',
  },
  {
    checkov: ['CKV_K8S_155'],
    reason: 'istiod keeps its authority in the webhooks that call it',
    about: ({ kind, name }) => kind === 'ClusterRole' && name.startsWith('istiod-clusterrole'),
  },
];
