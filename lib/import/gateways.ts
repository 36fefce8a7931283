import { egressGateway, ingressGateway, injectedIngress } from '../gateways/presets';
import type { GatewayProps } from '../gateways/props';
import type { Environment, EnvironmentGateway } from '../installation/environment';
import type { IstioProps } from '../istio/props';
import { defined } from '../kit/defined';
import { override, type Patch } from '../kit/override';
import type { GivenGateway } from './installation';
import { GATEWAY_CHART } from './tables/gateway-chart';
import { ingressRows } from './tables/ingress';
import { type Report, Said, taken } from './values/row';
import type { Values } from './values/values';

/** What the profile demo says of gateways. */
const SMALL: Patch<EnvironmentGateway> = {
  autoscaling: null,
  resources: { requests: { cpu: '10m', memory: '40Mi' } },
};
const DEMO_PORTS: Patch<EnvironmentGateway> = {
  service: {
    ports: [
      ...ingressGateway.service.ports,
      { name: 'tcp', port: 31400, targetPort: 31400 },
      { name: 'tls', port: 15443, targetPort: 15443 },
    ],
  },
};

/** Values for all gateways of the charts istio-ingress and istio-egress, where one has none of its own. */
const COMMON = [
  ['global.defaultNodeSelector', 'nodeSelector'],
  ['global.defaultTolerations', 'tolerations'],
] as const;

function common(values: Values, own: Values) {
  const missing = COMMON.filter(
    ([from, to]) => values.has(from) && Object.keys(Object(own.get(to) ?? {})).length === 0,
  );
  return own.with(
    missing.map(([from, to]) => ({ value: { [to]: values.get(from) }, placeOf: () => values.place(from) })),
  );
}

export interface GatewayContext {
  readonly environment: Environment;
  readonly values: Values;
  readonly profile: string;
  readonly report: Report;
}

/** The preset that a gateway is a change of. */
export const presetOf = ({ form, side }: Pick<GivenGateway, 'form' | 'side'>): GatewayProps =>
  form === 'injected' ? injectedIngress : side === 'egress' ? egressGateway : ingressGateway;

/** The props of one gateway, but for what `k8s` says. */
export function gatewayProps(gateway: GivenGateway, context: GatewayContext): EnvironmentGateway {
  return gateway.form === 'injected' ? injected(gateway, context) : rendered(gateway, context);
}

const elsewhere = (namespace: string, { namespace: home }: IstioProps) => (namespace === home ? null : namespace);

function rendered(gateway: GivenGateway, { environment, values, profile, report }: GatewayContext): EnvironmentGateway {
  const { istio } = environment;
  const { name, namespace, side, labels } = gateway;
  const preset = presetOf(gateway);
  const priorityClass = istio.istiod.placement?.priorityClass;
  const base = [
    ...(profile === 'demo' ? [SMALL, ...(side === 'ingress' ? [DEMO_PORTS] : [])] : []),
    { name, namespace: elsewhere(namespace, istio), selector: labels },
    ...(priorityClass === undefined ? [] : [{ placement: { priorityClass } }]),
  ].reduce<EnvironmentGateway>(
    (props, patch) => override<EnvironmentGateway>(props, patch as Patch<EnvironmentGateway>),
    preset,
  );
  const budget = values.get('global.defaultPodDisruptionBudget.enabled') !== false;
  const chart = `gateways.${preset.name}`;
  const said = new Said(common(values, gateway.values), report, (path) => `${chart}.${path}`);
  const props = taken(base, ingressRows(istio, budget), said, 'the chart of gateways');
  const version = props.selector['app.kubernetes.io/version'] ?? props.selector['version'];
  const isUsual = name === preset.name;
  return override<EnvironmentGateway>(
    props,
    defined({
      // The chart's own name, and its Secrets, whatever the gateway is called.
      labels: isUsual ? undefined : { 'app.kubernetes.io/name': preset.name },
      secrets: props.secrets ?? (props.selector['istio'] === preset.selector['istio'] ? undefined : secretsOf(side)),
      podLabels: version === undefined ? undefined : { 'service.istio.io/canonical-revision': version },
    }) as Patch<EnvironmentGateway>,
  );
}

const secretsOf = (side: 'ingress' | 'egress') =>
  ['certs', 'ca-certs'].map((kind) => ({
    name: `${side}gateway-${kind}`,
    secretName: `istio-${side}gateway-${kind}`,
    mountPath: `/etc/istio/${side}gateway-${kind}`,
  }));

function injected(gateway: GivenGateway, { environment, report }: GatewayContext): EnvironmentGateway {
  const { name, namespace } = gateway;
  const base = override<EnvironmentGateway>(injectedIngress, {
    name,
    namespace: elsewhere(namespace, environment.istio),
    selector: { app: name, istio: name.replace(/^istio-/, '') },
  });
  return taken(base, GATEWAY_CHART, new Said(gateway.values, report), 'the chart gateway');
}
