import type { IstioProps, StringMap } from '../istio/props';
import { EXTERNAL_KUBECONFIG } from '../istio/remote/external-istiod';
import { defined, filled } from '../kit/defined';
import { type PodSecurity, podSecurityLabels } from '../kit/formats/pod-security';
import type { Environment } from './environment';

/** Annotation of the control plane's namespace: names of Secrets that istiod needs from others. */
export const NEEDS_SECRETS = 'cdk8s-istio/needs-secrets';

/** Namespaces that every cluster has. */
const PRESENT = ['kube-system', 'default'];

export interface NamespaceMetadata {
  readonly name: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
}

/** The namespaces of Istio itself: istiod's, those that gateways have to themselves, and those of the node agents. */
export function istioNamespaces(environment: Environment): readonly NamespaceMetadata[] {
  const { istio, gateways, cni, ztunnel, podSecurity } = environment;
  const home = istio.namespace;
  const strict = new Set([home, ...Object.values(gateways).map(({ namespace = home }) => namespace)]);
  const agents = [cni, ztunnel].flatMap((agent) => (agent === undefined ? [] : [agent.namespace ?? home]));
  const own = [...new Set(agents)].filter((name) => !strict.has(name));
  const external = (environment.external ?? []).map(({ namespace }) => namespace);
  const guarded = (name: string, level: PodSecurity | undefined): NamespaceMetadata => ({
    name,
    ...defined({
      labels: filled({
        ...(environment.introducedIn?.includes(name) ? networkLabel(istio) : {}),
        ...podSecurityLabels(level),
      }),
    }),
  });
  return [
    ...[...strict].map((name) => (name === home ? rootNamespace(environment) : guarded(name, podSecurity))),
    ...(environment.external ?? []).map(({ namespace: name, certificates: { requiredSecrets = [] } }) => ({
      ...guarded(name, podSecurity),
      annotations: { [NEEDS_SECRETS]: [...requiredSecrets, EXTERNAL_KUBECONFIG].join(',') },
    })),
    ...(environment.introducedIn ?? [])
      .filter((name) => !strict.has(name) && !external.includes(name))
      .map((name) => guarded(name, podSecurity)),
    // They change the node's network, which is what the strict levels are there to prevent.
    ...own.map((name) => guarded(name, podSecurity === undefined ? undefined : 'privileged')),
  ].filter(({ name }) => !PRESENT.includes(name));
}

/** By it, istiods know in which network the cluster's endpoints are. */
const networkLabel = ({ identity: { network } }: IstioProps): StringMap =>
  defined({ 'topology.istio.io/network': network });

/** What the control plane's namespace says of the cluster to other clusters, and to whoever brings its Secrets. */
function rootNamespace({ istio, podSecurity, guardRails, needsSecrets = [] }: Environment): NamespaceMetadata {
  const labels = { ...networkLabel(istio), ...podSecurityLabels(podSecurity) };
  const waived = Object.entries(guardRails?.waived ?? {}).map(([rail, reason]) => [
    `cdk8s-istio/waived-${rail}`,
    reason,
  ]);
  const annotations = defined({
    ...(Object.fromEntries(waived) as StringMap),
    'topology.istio.io/controlPlaneClusters': istio.remote?.controlPlane,
    [NEEDS_SECRETS]: needsSecrets.length > 0 ? needsSecrets.join(',') : undefined,
  });
  return { name: istio.namespace, ...defined({ labels: filled(labels), annotations: filled(annotations) }) };
}
