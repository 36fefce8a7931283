import type { Environment } from '../../installation/environment';
import type { IstioProps } from '../../istio/props';
import type { Patch } from '../../kit/override';
import {
  block,
  type Kind,
  list,
  maybe,
  number,
  resources,
  share,
  text,
  textMap,
  texts,
  truth,
  word,
} from '../values/kinds';
import { type Row, rowsOf, type Said } from '../values/row';
import { imageRow } from './image';
import { scaled } from './scaling';

const { row, rows, silent } = rowsOf<Environment>();

type Istiod = IstioProps['istiod'];
const istiod = (patch: Patch<Istiod>): Patch<Environment> => ({ istio: { istiod: patch } });
const here = <V>(path: string, kind: Kind<V>, set: (value: V, base: Environment, said: Said) => Patch<Environment>) =>
  row(`pilot.${path}`, kind, set);

const SCALING = [
  'autoscaleEnabled',
  'autoscaleMin',
  'autoscaleMax',
  'cpu',
  'memory',
  'autoscaleBehavior',
  'replicaCount',
];
const BUDGET = ['pdb', 'global.defaultPodDisruptionBudget'];

/** Values below `pilot`, which the chart `istiod` takes without that word, too. */
export const PILOT: readonly Row<Environment>[] = [
  rows([...SCALING.map((key) => `pilot.${key}`), ...BUDGET], (said, { istio }) =>
    istiod(
      scaled(istio.istiod, {
        enabled: said.read('pilot.autoscaleEnabled', truth),
        min: said.read('pilot.autoscaleMin', number),
        max: said.read('pilot.autoscaleMax', number),
        cpu: said.read('pilot.cpu.targetAverageUtilization', maybe(number)),
        memory: said.read('pilot.memory.targetAverageUtilization', maybe(number)),
        behavior: said.read('pilot.autoscaleBehavior', maybe(block)),
        replicas: said.read('pilot.replicaCount', number),
        usual: 1,
        budget: said.read('global.defaultPodDisruptionBudget.enabled', truth) ?? true,
        pdb: said.read('pdb', block) ?? {},
      }),
    ),
  ),
  here('rollingMaxSurge', share, (maxSurge) => istiod({ rollingUpdate: { maxSurge } })),
  here('rollingMaxUnavailable', share, (maxUnavailable) => istiod({ rollingUpdate: { maxUnavailable } })),
  imageRow('pilot', 'pilot'),
  here('traceSampling', number, (traceSampling, _, said) => {
    if (traceSampling === 0)
      said.report.note(
        'istio.istiod.traceSampling',
        'The chart leaves the variable out for 0, and istiod then traces 1 %; here nothing is traced.',
      );
    return istiod({ traceSampling });
  }),
  here('resources', resources, (given) => istiod({ resources: given })),
  here('seccompProfile', maybe(block), (seccompProfile) => istiod({ seccompProfile })),
  here('extraContainerArgs', texts, (extraArgs) => istiod({ extraArgs })),
  rows(['pilot.env'], (said) => {
    const { ENABLE_NATIVE_SIDECARS: native, ...env } = said.read('pilot.env', textMap) ?? {};
    return {
      istio: {
        ...(native === undefined ? {} : { injection: { nativeSidecars: native === 'true' ? 'on' : 'off' } }),
        istiod: { env },
      },
    };
  }),
  here('envVarFrom', list, (envFrom) => istiod({ envFrom })),
  rows(['pilot.taint'], (said) => {
    const named = said.read('pilot.taint.namespace', maybe(text)) ?? undefined;
    const taint = said.read('pilot.taint.name', maybe(text)) ?? undefined;
    if (said.read('pilot.taint.enabled', truth)) {
      const nodes = { ...(named && { cniNamespace: named }), ...(taint && { taint }) };
      return istiod({ untaintNodes: nodes });
    }
    return named === undefined ? {} : istiod({ extraArgs: [`--cniNamespace=${named}`] });
  }),
  here('affinity', maybe(block), (affinity) => istiod({ placement: { affinity } })),
  here('tolerations', maybe(list), (tolerations) => istiod({ placement: { tolerations } })),
  here('nodeSelector', maybe(textMap), (nodeSelector) => istiod({ placement: { nodeSelector } })),
  here('topologySpreadConstraints', maybe(list), (topologySpread) => istiod({ placement: { topologySpread } })),
  here('volumes', maybe(list), (volumes) => istiod({ volumes })),
  here('volumeMounts', maybe(list), (volumeMounts) => istiod({ volumeMounts })),
  here('initContainers', maybe(list), (initContainers) => istiod({ initContainers })),
  here('podAnnotations', maybe(textMap), (podAnnotations) => istiod({ podAnnotations })),
  here('podLabels', maybe(textMap), (podLabels) => istiod({ podLabels })),
  here('deploymentAnnotations', maybe(textMap), (annotations) => istiod({ annotations })),
  here('deploymentLabels', maybe(textMap), (labels) => istiod({ labels })),
  here('serviceAnnotations', maybe(textMap), (annotations) => istiod({ service: { annotations } })),
  here('ipFamilyPolicy', maybe(word), (value) => istiod({ service: { ipFamilyPolicy: value } })),
  here('ipFamilies', maybe(list), (value) => istiod({ service: { ipFamilies: value } })),
  here('serviceAccountAnnotations', maybe(textMap), (accountAnnotations) => istiod({ accountAnnotations })),
  here('sidecarInjectorWebhookAnnotations', maybe(textMap), (webhookAnnotations) => ({
    istio: { injection: { webhookAnnotations } },
  })),
  here('jwksResolverExtraRootCA', maybe(text), (jwksAuthorities) => istiod({ jwksAuthorities })),
  here('keepaliveMaxServerConnectionAge', text, (maxConnectionAge) => istiod({ maxConnectionAge })),
  here('configMap', truth, (made) => ({ istio: { meshConfigMap: made ? null : 'present' } })),
  here('trustedZtunnelNamespace', maybe(text), (ztunnelNamespace) => ({ istio: { ztunnelNamespace } })),
  here('trustedZtunnelName', maybe(text), (ztunnelName) => ({ istio: { ztunnelName } })),
  here('crlConfigMapName', maybe(text), (crlConfigMap) => ({ istio: { certificates: { crlConfigMap } } })),
  here('trafficDistribution', maybe(word), (value) => istiod({ trafficDistribution: value })),
  here('terminationMessagePolicy', maybe(word), (value) => istiod({ terminationMessagePolicy: value })),
  rows(['pilot.cni'], (said, { istio }) => {
    const enabled = said.read('pilot.cni.enabled', truth) ?? istio.cni !== undefined;
    const provider = said.read('pilot.cni.provider', text) === 'multus' ? 'multus' : 'default';
    return { istio: { cni: enabled ? { provider } : null } };
  }),
  // `enabled` says that the component is there, which has been asked for by then.
  silent('pilot.enabled', 'pilot.configNamespace', 'pilot.deploymentName', 'pilot.podDisruptionBudget'),
];
