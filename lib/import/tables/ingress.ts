import type { EnvironmentGateway } from '../../installation/environment';
import { imageTag } from '../../istio/parts/image';
import type { IstioProps } from '../../istio/props';
import { type Block, blockOf, textsOf } from '../../kit/json';
import type { Patch } from '../../kit/override';
import { block, list, maybe, number, resources, share, text, textMap, texts, truth, word } from '../values/kinds';
import { type Row, rowsOf, type Said } from '../values/row';
import { port } from './ports';
import { scaled } from './scaling';

const { row, rows, silent } = rowsOf<EnvironmentGateway>();

type Props = Patch<EnvironmentGateway>;

const SCALING = ['autoscaleEnabled', 'autoscaleMin', 'autoscaleMax', 'cpu', 'memory', 'replicaCount'];

/** The chart's own way to say an affinity: values are texts with commas. */
const antiAffinity = (given: unknown, withNamespaces: boolean): Block => {
  const { key, operator, values, topologyKey, namespaces } = textsOf(given);
  return {
    labelSelector: {
      matchExpressions: [{ key, operator, ...(values ? { values: values.split(',') } : {}) }],
    },
    topologyKey,
    ...(withNamespaces && namespaces ? { namespaces: namespaces.split(',') } : {}),
  };
};

function affinity(said: Said): Block | undefined {
  const nodes = said.read('nodeSelector', textMap) ?? {};
  const required = said.read('podAntiAffinityLabelSelector', list) ?? [];
  const preferred = said.read('podAntiAffinityTermLabelSelector', list) ?? [];
  const expressions = Object.keys(nodes)
    .sort()
    .map((key) => ({ key, operator: 'In', values: [nodes[key]] }));
  const found = {
    ...(expressions.length > 0 && {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: expressions }] },
      },
    }),
    ...(required.length + preferred.length > 0 && {
      podAntiAffinity: {
        ...(required.length > 0 && {
          requiredDuringSchedulingIgnoredDuringExecution: required.map((one) => antiAffinity(one, true)),
        }),
        ...(preferred.length > 0 && {
          preferredDuringSchedulingIgnoredDuringExecution: preferred.map((one) => ({
            podAffinityTerm: antiAffinity(one, false),
            weight: 100,
          })),
        }),
      },
    }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Values of the charts `istio-ingress` and `istio-egress`, as they stand below `gateways.<name of the chart>`. */
export const ingressRows = (istio: IstioProps, budget: boolean): readonly Row<EnvironmentGateway>[] => [
  rows(SCALING, (said, base) => {
    const { cpu, ...rest } = scaled(base, {
      enabled: said.read('autoscaleEnabled', truth),
      min: said.read('autoscaleMin', number),
      max: said.read('autoscaleMax', number),
      cpu: said.read('cpu.targetAverageUtilization', maybe(number)),
      // The charts do not read it.
      memory: undefined,
      behavior: undefined,
      replicas: said.read('replicaCount', number),
      budget,
      pdb: {},
    }) as Props & { cpu?: unknown };
    return rest;
  }),
  row('rollingMaxSurge', share, (maxSurge) => ({ rollingUpdate: { maxSurge } })),
  row('rollingMaxUnavailable', share, (maxUnavailable) => ({ rollingUpdate: { maxUnavailable } })),
  row('tag', maybe(text), (tag) => {
    const { hub, variant } = istio.image;
    if (!tag || tag === imageTag(istio) || istio.proxy.image.includes('/')) return {};
    return { image: { reference: `${hub}/${istio.proxy.image}:${tag}${variant ? `-${variant}` : ''}` } };
  }),
  row('ports', list, (ports, _, said) => {
    const bare = ports.map(blockOf).flatMap(({ name, targetPort }) => (targetPort === undefined ? [String(name)] : []));
    if (bare.length > 0)
      said.note('ports', `${bare.join(', ')} without a target lead to themselves, as the server has it.`);
    return { service: { ports: ports.map(port) } };
  }),
  ...['ingressPorts', 'egressPorts'].map((path) =>
    row(path, list, (ports, base) => ({
      service: { ports: [...base.service.ports, ...ports.map(port)] },
    })),
  ),
  row('type', word, (type) => ({ service: { type: type } })),
  row('customService', truth, (others) => (others ? { service: { type: 'None' } } : {})),
  row('serviceAnnotations', maybe(textMap), (annotations) => ({ service: { annotations } })),
  row('loadBalancerIP', maybe(text), (loadBalancerIP) => ({ service: { loadBalancerIP } })),
  row('loadBalancerSourceRanges', maybe(texts), (ranges) => ({ service: { loadBalancerSourceRanges: ranges } })),
  row('externalTrafficPolicy', maybe(word), (policy) => ({ service: { externalTrafficPolicy: policy } })),
  row('ipFamilyPolicy', maybe(word), (value) => ({ service: { ipFamilyPolicy: value } })),
  row('ipFamilies', maybe(list), (value) => ({ service: { ipFamilies: value } })),
  row('resources', resources, (given) => ({ resources: given })),
  row('podAnnotations', maybe(textMap), (podAnnotations) => ({ podAnnotations })),
  row('env', textMap, (env) => ({
    env: Object.keys(env)
      .sort()
      .map((name) => ({ name, value: env[name] ?? '' })),
  })),
  row('secretVolumes', list, (secrets) => ({ secrets })),
  row('configVolumes', list, (volumes) => ({
    volumes: volumes.map(({ name, configMapName }) => ({ name, configMap: { name: configMapName, optional: true } })),
    volumeMounts: volumes
      .filter(({ mountPath }) => mountPath)
      .map(({ name, mountPath }) => ({ name, mountPath, readOnly: true })),
  })),
  row('additionalContainers', maybe(list), (containers) => ({ containers })),
  row('serviceAccount', block, (account) => ({
    account: { annotations: textsOf(account['annotations']) },
  })),
  rows(['nodeSelector', 'podAntiAffinityLabelSelector', 'podAntiAffinityTermLabelSelector'], (said) => {
    const found = affinity(said);
    return found === undefined ? {} : { placement: { affinity: found } };
  }),
  row('tolerations', maybe(list), (tolerations) => ({ placement: { tolerations } })),
  row('runAsRoot', truth, (runAsRoot) => ({ runAsRoot: runAsRoot || null })),
  row('labels', textMap, (selector) => ({ selector })),
  row('injectionTemplate', text, (template) => ({ injectionTemplate: template || null })),
  silent('name', 'enabled'),
];
