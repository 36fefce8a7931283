import type { EnvironmentGateway } from '../../installation/environment';
import { blockOf } from '../../kit/json';
import type { Patch } from '../../kit/override';
import { block, list, maybe, number, resources, text, textMap, texts, truth, word } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';
import { port } from './ports';
import { scaled } from './scaling';

const { row, rows, silent } = rowsOf<EnvironmentGateway>();

type Props = Patch<EnvironmentGateway>;

/** Ports of an east-west gateway, in the chart's order. */
const NETWORK_PORTS = { 'status-port': 15021, tls: 15443, 'tls-istiod': 15012, 'tls-webhook': 15017 };

const service = (patch: Props['service']) => ({ service: patch ?? {} });

/** Values of the chart `gateway`: a gateway that istiod completes at injection. */
export const GATEWAY_CHART: readonly Row<EnvironmentGateway>[] = [
  row('kind', text, (kind) => (kind === 'DaemonSet' ? { kind, autoscaling: null } : {})),
  row('revision', maybe(text), (follows) => ({ follows })),
  rows(['autoscaling', 'replicaCount', 'podDisruptionBudget'], (said, base) => {
    const pdb = said.read('podDisruptionBudget', block) ?? {};
    const { disruptionBudget, ...rest } = scaled(base, {
      enabled: base.kind === 'DaemonSet' ? false : said.read('autoscaling.enabled', truth),
      min: said.read('autoscaling.minReplicas', number),
      max: said.read('autoscaling.maxReplicas', number),
      cpu: said.read('autoscaling.targetCPUUtilizationPercentage', maybe(number)),
      memory: said.read('autoscaling.targetMemoryUtilizationPercentage', maybe(number)),
      behavior: said.read('autoscaling.autoscaleBehavior', maybe(block)),
      replicas: base.kind === 'DaemonSet' ? undefined : said.read('replicaCount', number),
      budget: Object.keys(pdb).length > 0,
      pdb,
    });
    return { ...rest, disruptionBudget: disruptionBudget === null ? null : pdb } as Props;
  }),
  row('rbac.enabled', truth, (on) => (on ? {} : { account: { readsSecrets: false } })),
  rows(['serviceAccount'], (said) => {
    const name = said.read('serviceAccount.name', maybe(text));
    const annotations = said.read('serviceAccount.annotations', maybe(textMap));
    const made = said.read('serviceAccount.create', truth) ?? true;
    return {
      account: {
        ...(made ? {} : { from: 'present', name: 'default' }),
        ...(name && { name }),
        ...(annotations && { annotations }),
      },
    };
  }),
  row('podAnnotations', maybe(textMap), (podAnnotations) => ({ podAnnotations })),
  row('securityContext', maybe(block), (securityContext) => ({ securityContext })),
  row('containerSecurityContext', maybe(block), (securityContext) => ({ container: { securityContext } })),
  row('readinessProbe', maybe(block), (readinessProbe) => ({ container: { readinessProbe } })),
  row('lifecycle', maybe(block), (lifecycle) => ({ container: { lifecycle } })),
  row('service.type', word, (type) => service({ type: type })),
  row('service.clusterIP', maybe(text), (clusterIP) => service({ clusterIP })),
  row('service.selectorLabels', maybe(textMap), (selectorLabels) => service({ selectorLabels })),
  row('service.ports', list, (ports) => service({ ports: ports.map(port) })),
  row('service.annotations', maybe(textMap), (annotations) => service({ annotations })),
  row('service.loadBalancerIP', maybe(text), (loadBalancerIP) => service({ loadBalancerIP })),
  row('service.loadBalancerSourceRanges', maybe(texts), (ranges) => service({ loadBalancerSourceRanges: ranges })),
  row('service.loadBalancerClass', maybe(text), (loadBalancerClass) => service({ loadBalancerClass })),
  row('service.allocateLoadBalancerNodePorts', truth, (on) => service({ allocateLoadBalancerNodePorts: on })),
  row('service.externalTrafficPolicy', maybe(word), (value) => service({ externalTrafficPolicy: value })),
  row('service.internalTrafficPolicy', maybe(word), (value) => service({ internalTrafficPolicy: value })),
  row('service.healthCheckNodePort', maybe(number), (healthCheckNodePort) => service({ healthCheckNodePort })),
  row('service.externalIPs', maybe(texts), (externalIPs) => service({ externalIPs })),
  row('service.ipFamilyPolicy', maybe(word), (value) => service({ ipFamilyPolicy: value })),
  row('service.ipFamilies', maybe(list), (value) => service({ ipFamilies: value })),
  rows(['networkGateway', 'networkGatewayPorts'], (said) => {
    const network = said.read('networkGateway', maybe(text));
    if (!network) return {};
    const given = said.read('networkGatewayPorts', block) ?? {};
    const ports = Object.entries(NETWORK_PORTS).map(([name, number]) =>
      port({ name, port: number, targetPort: number, ...blockOf(given[name]) }),
    );
    return { network, service: { ports } };
  }),
  row('resources', resources, (given) => ({ resources: given })),
  rows(['env', 'envVarFrom'], (said) => {
    const env = said.read('env', textMap) ?? {};
    const own = Object.keys(env)
      .sort()
      .map((name) => ({ name, value: env[name] ?? '' }));
    return { env: [...own, ...(said.read('envVarFrom', list) ?? [])] };
  }),
  row('strategy', block, ({ type, rollingUpdate }) => (type === 'Recreate' ? { recreate: true } : { rollingUpdate })),
  row('minReadySeconds', maybe(number), (minReadySeconds) => ({ minReadySeconds })),
  row('terminationGracePeriodSeconds', number, (seconds) => ({ terminationGracePeriodSeconds: seconds })),
  row('labels', textMap, ({ app, istio, 'istio.io/dataplane-mode': mode, ...labels }) => ({
    selector: { ...(app && { app }), ...(istio && { istio }) },
    labels: { ...labels, ...(mode && mode !== 'none' ? { 'istio.io/dataplane-mode': mode } : {}) },
  })),
  row('annotations', maybe(textMap), (annotations) => ({ annotations })),
  row('nodeSelector', maybe(textMap), (nodeSelector) => ({ placement: { nodeSelector } })),
  row('tolerations', maybe(list), (tolerations) => ({ placement: { tolerations } })),
  row('topologySpreadConstraints', maybe(list), (topologySpread) => ({ placement: { topologySpread } })),
  row('affinity', maybe(block), (affinity) => ({ placement: { affinity } })),
  row('priorityClassName', maybe(text), (priorityClass) => ({ placement: { priorityClass } })),
  row('imagePullPolicy', maybe(word), (pullPolicy) => ({ image: { pullPolicy: pullPolicy } })),
  row('imagePullSecrets', maybe(list), (secrets) => ({
    image: { pullSecrets: secrets?.map((one) => String(blockOf(one)['name'])) ?? [] },
  })),
  row('dnsPolicy', maybe(word), (dnsPolicy) => ({ dnsPolicy: dnsPolicy })),
  row('dnsConfig', maybe(block), (dnsConfig) => ({ dnsConfig })),
  row('volumes', maybe(list), (volumes) => ({ volumes })),
  row('volumeMounts', maybe(list), (volumeMounts) => ({ volumeMounts })),
  row('initContainers', maybe(list), (initContainers) => ({ initContainers })),
  row('additionalContainers', maybe(list), (containers) => ({ containers })),
  // Said by the whole installation, or by nothing but Helm.
  silent('name', 'global', 'platform', 'profile', 'ownerName', 'compatibilityVersion'),
];
