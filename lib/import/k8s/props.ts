import type { Environment, EnvironmentGateway } from '../../installation/environment';
import type { Autoscaling } from '../../istio/props';
import { type Block, blockOf, listOf } from '../../kit/json';
import { override, type Patch } from '../../kit/override';
import { port } from '../tables/ports';
import { block, list, resources, text, textMap, word } from '../values/kinds';
import { type Row, rowsOf, type Said } from '../values/row';

/** Autoscaling as far as props say it; a patch says the rest. */
function scaling(said: Said, base: Autoscaling | undefined): { readonly autoscaling?: Patch<Autoscaling> } {
  if (base === undefined) return {};
  const { metrics, behavior }: Block = said.read('hpaSpec', block) ?? {};
  const read = listOf(metrics).map((metric) => {
    const { name, target } = blockOf(blockOf(metric)['resource']);
    return [name, blockOf(target)['averageUtilization']] as const;
  });
  const isPlain = read.every(([name, share]) => (name === 'cpu' || name === 'memory') && typeof share === 'number');
  const of = (wanted: string) => read.find(([name]) => name === wanted)?.[1] ?? null;
  return {
    autoscaling: {
      ...(metrics !== undefined && isPlain && { cpu: of('cpu'), memory: of('memory') }),
      ...(behavior !== undefined && { behavior }),
    } as Patch<Autoscaling>,
  };
}

const { row, rows } = rowsOf<Environment>();
const istiod = (patch: Patch<Environment['istio']['istiod']>): Patch<Environment> => ({ istio: { istiod: patch } });

/** Fields of `components.pilot.k8s`. */
export const PILOT_K8S: readonly Row<Environment>[] = [
  row('resources', resources, (given) => istiod({ resources: given })),
  row('affinity', block, (affinity) => istiod({ placement: { affinity } })),
  row('nodeSelector', textMap, (nodeSelector) => istiod({ placement: { nodeSelector } })),
  row('tolerations', list, (tolerations) => istiod({ placement: { tolerations } })),
  row('priorityClassName', text, (priorityClass) => istiod({ placement: { priorityClass } })),
  row('podAnnotations', textMap, (podAnnotations) => istiod({ podAnnotations })),
  row('serviceAnnotations', textMap, (annotations) => istiod({ service: { annotations } })),
  row('strategy', block, ({ rollingUpdate }) => (rollingUpdate ? istiod({ rollingUpdate }) : {})),
  rows(['hpaSpec'], (said, base) => istiod(scaling(said, base.istio.istiod.autoscaling))),
  row('podDisruptionBudget', block, (budget, base) =>
    base.istio.istiod.disruptionBudget ? istiod(bounds(budget)) : {},
  ),
  row('env', list, (env) =>
    istiod({
      env: Object.fromEntries(
        env.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, String(value)]),
      ),
      ...(env.some(({ valueFrom }) => valueFrom) && { envFrom: env.filter(({ valueFrom }) => valueFrom) }),
    }),
  ),
];

const bounds = (budget: Block) => ({
  disruptionBudget: { ...('maxUnavailable' in budget ? { minAvailable: null } : {}), ...budget },
});

/** Fields of `k8s` of the CNI agent. */
export const CNI_K8S: readonly Row<Environment>[] = [
  row('resources', resources, (given) => ({ cni: { resources: given } })),
  row('affinity', block, (affinity) => ({ cni: { affinity } })),
  row('tolerations', list, (tolerations) => ({ cni: { tolerations } })),
  row('podAnnotations', textMap, (podAnnotations) => ({ cni: { podAnnotations } })),
];

/** The same of ztunnel. */
export const ZTUNNEL_K8S: readonly Row<Environment>[] = [
  row('resources', resources, (given) => ({ ztunnel: { resources: given } })),
  row('affinity', block, (affinity) => ({ ztunnel: { affinity } })),
  row('nodeSelector', textMap, (nodeSelector) => ({ ztunnel: { nodeSelector } })),
  row('tolerations', list, (tolerations) => ({ ztunnel: { tolerations } })),
  row('podAnnotations', textMap, (podAnnotations) => ({ ztunnel: { podAnnotations } })),
];

const ofGateway = rowsOf<EnvironmentGateway>();
const SERVICE = [
  'type',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'externalTrafficPolicy',
  'internalTrafficPolicy',
  'loadBalancerClass',
  'allocateLoadBalancerNodePorts',
  'healthCheckNodePort',
  'clusterIP',
  'externalIPs',
  'sessionAffinity',
  'ipFamilyPolicy',
  'ipFamilies',
];

/** Fields of `k8s` of a gateway. */
export const GATEWAY_K8S: readonly Row<EnvironmentGateway>[] = [
  ofGateway.row('resources', resources, (given) => ({ resources: given })),
  ofGateway.row('affinity', block, (affinity) => ({ placement: { affinity } })),
  ofGateway.row('nodeSelector', textMap, (nodeSelector) => ({ placement: { nodeSelector } })),
  ofGateway.row('tolerations', list, (tolerations) => ({ placement: { tolerations } })),
  ofGateway.row('priorityClassName', text, (priorityClass) => ({ placement: { priorityClass } })),
  ofGateway.row('podAnnotations', textMap, (podAnnotations) => ({ podAnnotations })),
  ofGateway.row('serviceAnnotations', textMap, (annotations) => ({ service: { annotations } })),
  ofGateway.row('imagePullPolicy', word, (pullPolicy) => ({ image: { pullPolicy } })),
  ofGateway.row('strategy', block, ({ type, rollingUpdate }) => {
    if (type === 'Recreate') return { recreate: true, rollingUpdate: null };
    return rollingUpdate ? { rollingUpdate } : {};
  }),
  ofGateway.rows(['hpaSpec'], (said, base) => scaling(said, base.autoscaling)),
  ofGateway.row('podDisruptionBudget', block, (budget, base) => (base.disruptionBudget ? bounds(budget) : {})),
  ofGateway.row('service', block, (service: Block, base) => {
    const given = SERVICE.filter((key) => service[key] !== undefined).map((key) => [key, service[key]]);
    const ports = listOf(service['ports']);
    return {
      service: override(base.service, {
        ...Object.fromEntries(given),
        ...(ports.length > 0 && { ports: ports.map(port) }),
      }),
    };
  }),
  ofGateway.row('env', list, (env, base) => {
    const names = new Set(env.map(({ name }) => name));
    return { env: [...(base.env ?? []).filter(({ name }) => !names.has(name)), ...env] };
  }),
  ofGateway.row('securityContext', block, (given: Block) => ({
    securityContext: { runAsUser: 1337, runAsGroup: 1337, runAsNonRoot: true, ...given },
  })),
];
