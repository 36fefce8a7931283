import { Addons } from '../lib/addons/addons';
import { planAddons } from '../lib/addons/plan';
import type { AddonSettings } from '../lib/addons/registry';
import { PROFILES } from '../lib/istio/profiles';
import { Revision } from '../lib/istio/revisions/revision';
import type { Case } from './case';

const addons = (file: string, settings: AddonSettings): Case => ({
  reference: `addons/${file}.yaml`,
  build: (chart) => {
    const place = { revision: new Revision(PROFILES.demo), namespace: 'istio-system', clusterDomain: 'cluster.local' };
    new Addons(chart, 'Addons', planAddons(settings, place));
  },
});

export const addonCases: readonly Case[] = [
  addons('prometheus', { prometheus: {} }),
  addons('grafana', { prometheus: {}, grafana: {}, loki: {} }),
  addons('kiali', { prometheus: {}, kiali: {} }),
  addons('jaeger', { jaeger: {} }),
  addons('loki', { loki: {} }),
  addons('extras-zipkin', { zipkin: {} }),
  addons('extras-skywalking', { skywalking: {} }),
  addons('extras-prometheus-operator', { prometheusOperator: {} }),
  addons('extras-prometheus-secure-metrics', { prometheus: { secureMetrics: true } }),
];
