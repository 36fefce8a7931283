import { HARDENED_ADDONS, PRODUCTION_ADDONS } from '../../lib/addons/production';
import { ADDON_NAMES, type AddonSettings } from '../../lib/addons/registry';
import { ENVIRONMENTS } from '../../lib/environments';
import { defaultEnvironment } from '../../lib/environments/default';
import { demo } from '../../lib/environments/demo';
import { production } from '../../lib/environments/production';
import { PROFILE_ENVIRONMENTS } from '../../lib/environments/profiles';
import { ingressGateway, injectedIngress } from '../../lib/gateways/presets';
import type { Environment, EnvironmentGateway } from '../../lib/installation/environment';
import { AVAILABILITY } from '../../lib/istio/parts/availability';
import { behavesLike } from '../../lib/istio/profiles/compatibility';
import { onPlatform } from '../../lib/istio/profiles/platforms';
import { PLATFORMS } from '../../lib/istio/surroundings';
import { override, type Patch } from '../../lib/kit/override';

/** What an installation may become from one day to the next: each state of a group follows each other one. */
export type Groups = Readonly<Record<string, Readonly<Record<string, Environment>>>>;

const keyed = <T extends string>(names: readonly T[], of: (name: T) => Environment) =>
  Object.fromEntries(names.map((name) => [name, of(name)]));

const withAddons = (addons: Patch<AddonSettings>) => override(demo, { addons });
const host = { host: 'addon.example.com' };

/** Each addon beside the demo's, or alone of its role. */
const ADDED: Readonly<Record<string, Patch<AddonSettings>>> = {
  none: { prometheus: null, grafana: null, kiali: null, jaeger: null },
  'zipkin for jaeger': { jaeger: null, zipkin: {} },
  'skywalking for jaeger': { jaeger: null, skywalking: {} },
  'the operator for prometheus': { prometheus: null, prometheusOperator: {}, kiali: null, grafana: null },
  loki: { loki: {} },
  'loki and a collector': { loki: {}, opentelemetryCollector: {} },
  // A claim keeps its size: only a bound one grows, where its class lets it, and none shrinks.
  'data that stays': {
    prometheus: { storage: { size: PRODUCTION_ADDONS.prometheus.storage.size } },
    grafana: { storage: { size: PRODUCTION_ADDONS.grafana.storage.size } },
    jaeger: { storage: { size: PRODUCTION_ADDONS.jaeger.storage.size } },
  },
  'to be seen from outside': { grafana: { expose: host }, kiali: { expose: { host: 'kiali.example.com' } } },
  hardened: HARDENED_ADDONS,
  production: PRODUCTION_ADDONS,
};

const entering = (ingress: Patch<EnvironmentGateway>) => override(defaultEnvironment, { gateways: { ingress } });
const injected = (ingress: Patch<EnvironmentGateway>): Environment => ({
  ...defaultEnvironment,
  gateways: {
    ingress: override(injectedIngress, {
      name: 'istio-ingressgateway',
      namespace: 'istio-system',
      selector: ingressGateway.selector,
      ...ingress,
    }),
  },
});

/** Kinds of one gateway. */
const ENTRIES: Readonly<Record<string, Environment>> = {
  'load balancer': defaultEnvironment,
  'load balancer that reaches pods': entering({ service: { allocateLoadBalancerNodePorts: false } }),
  'load balancer for some': entering({
    service: {
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['192.0.2.0/24'],
      sessionAffinity: 'ClientIP',
    },
  }),
  'node ports': entering({ service: { type: 'NodePort' } }),
  'inside the cluster': entering({ service: { type: 'ClusterIP' } }),
  'no Service': entering({ service: { type: 'None' } }),
  'one pod': entering({ autoscaling: null, replicas: 1 }),
  'one after the other': entering({ autoscaling: null, rollingUpdate: null, recreate: true }),
  'with a budget': entering({ autoscaling: { min: 2 }, disruptionBudget: { minAvailable: 1 } }),
  'with another budget': entering({ autoscaling: { min: 2 }, disruptionBudget: { maxUnavailable: '50%' } }),
  injected: injected({}),
  'a pod of each node': injected({ kind: 'DaemonSet', autoscaling: null, hostPorts: true }),
};

const spread = (istiod: Patch<Environment['istio']['istiod']>) => override(defaultEnvironment, { istio: { istiod } });

/** What else may be switched of an environment. */
const SWITCHED: Readonly<Record<string, Environment>> = {
  'as it is': defaultEnvironment,
  'Istio 1.30': override(defaultEnvironment, { istio: { version: '1.30' } }),
  'like Istio 1.30': behavesLike(defaultEnvironment, '1.30'),
  'a fixed number': spread({ autoscaling: null, replicas: 2 }),
  'a budget': spread({ autoscaling: { min: 2 }, disruptionBudget: { minAvailable: '50%' } }),
  'mutual TLS': override(defaultEnvironment, { mutualTls: 'STRICT' }),
  'network policies': override(defaultEnvironment, { istio: { networkPolicy: 'least' } }),
  restricted: override(defaultEnvironment, { podSecurity: 'restricted' }),
  'a plugged-in authority': override(defaultEnvironment, { authority: { by: 'plugged-in' } }),
  'several roots': override(defaultEnvironment, { authority: { by: 'plugged-in', severalRoots: true } }),
  'istio-csr': override(defaultEnvironment, { authority: { by: 'istio-csr' } }),
  spire: override(injected({}), { authority: { by: 'spire' } }),
  'no validation': override(defaultEnvironment, { istio: { validation: false } }),
  'pods restarted': override(defaultEnvironment, { rollWorkloads: true }),
};

const BOOKS: Readonly<Record<string, Environment>> = {
  'as it is': demo,
  'Gateway API': override(demo, { bookinfo: { api: 'gateway-api', tasks: [] } }),
  'a canary': override(demo, { bookinfo: { tasks: ['destination-rules', 'reviews-90-10'] } }),
};

/** @param kubernetes the minor of the cluster, so that the server has nothing to warn of */
export function groups(kubernetes: `1.${number}`): Groups {
  const all: Groups = {
    environments: Object.fromEntries(ENVIRONMENTS.map((one) => [one.name, one])),
    addons: { demo, ...Object.fromEntries(Object.entries(ADDED).map(([name, addons]) => [name, withAddons(addons)])) },
    gateways: ENTRIES,
    switches: SWITCHED,
    bookinfo: BOOKS,
    availability: keyed(AVAILABILITY, (availability) => override(defaultEnvironment, { availability })),
    'platforms of production': {
      none: production,
      ...keyed(PLATFORMS, (platform) => onPlatform(production, platform)),
    },
    'platforms of ambient': {
      none: PROFILE_ENVIRONMENTS.ambient,
      ...keyed(PLATFORMS, (platform) => onPlatform(PROFILE_ENVIRONMENTS.ambient, platform)),
    },
  };
  return Object.fromEntries(
    Object.entries(all).map(([group, states]) => [
      group,
      Object.fromEntries(Object.entries(states).map(([state, one]) => [state, { ...one, kubernetes }])),
    ]),
  );
}

/** Addons that no state has. */
export const forgotten = (all: Groups): readonly string[] =>
  ADDON_NAMES.filter(
    (name) => !Object.values(all).some((states) => Object.values(states).some(({ addons }) => addons?.[name])),
  );
