import { Construct } from 'constructs';
import { manifest, type Named } from '../../kit/manifest';
import { AddonEndpoint } from '../parts/endpoint';
import { podAddress } from '../prometheus/annotated';
import { PROMETHEUS } from '../prometheus/props';
import { copy, keep, meta, type Relabel } from '../prometheus/relabel';
import type { Addon, Place, Provides, Wired } from '../types';

/** What the operator of another team's Prometheus is told about the mesh. */
export interface PrometheusOperatorProps {
  /** The Service of that Prometheus, for Kiali and Grafana. @default - the operator's own: `prometheus-operated` in this namespace */
  readonly prometheus?: { readonly service: string; readonly namespace?: string; readonly port?: number };
  /** Label by which that Prometheus selects its monitors: `release`. @default 'istio' */
  readonly release?: string;
}

/** Fields of the operator's API that are used here. Source: prometheus-operator.dev/docs/api-reference. */
interface Monitor extends Named {
  readonly spec: object;
}

/** A relabelling step in the operator's spelling. */
const camel = ({ source_labels, target_label, ...rule }: Relabel) => ({
  ...rule,
  ...(source_labels === undefined ? {} : { sourceLabels: source_labels }),
  ...(target_label === undefined ? {} : { targetLabel: target_label }),
});

/** Has a Prometheus of the Prometheus Operator scrape istiod and every proxy. Source: samples/addons/extras/prometheus-operator.yaml. */
export class PrometheusOperator extends Construct {
  constructor(scope: Construct, id: string, { release = 'istio' }: PrometheusOperatorProps, { place }: Wired) {
    super(scope, id);
    const apiVersion = 'monitoring.coreos.com/v1';
    const everywhere = { namespaceSelector: { any: true } };
    const metadata = (name: string, monitoring: string) => ({
      name,
      namespace: place.namespace,
      labels: { monitoring, release },
    });
    manifest<Monitor>(this, 'Proxies', {
      apiVersion,
      kind: 'PodMonitor',
      metadata: metadata('envoy-stats-monitor', 'istio-proxies'),
      spec: {
        selector: { matchExpressions: [{ key: 'istio-prometheus-ignore', operator: 'DoesNotExist' }] },
        ...everywhere,
        jobLabel: 'envoy-stats',
        podMetricsEndpoints: [
          {
            path: '/stats/prometheus',
            interval: PROMETHEUS.scrapeInterval,
            relabelings: proxies.map(camel),
          },
        ],
      },
    });
    manifest<Monitor>(this, 'Istiod', {
      apiVersion,
      kind: 'ServiceMonitor',
      metadata: metadata('istio-component-monitor', 'istio-components'),
      spec: {
        jobLabel: 'istio',
        targetLabels: ['app'],
        selector: { matchExpressions: [{ key: 'istio', operator: 'In', values: ['pilot'] }] },
        ...everywhere,
        endpoints: [{ port: 'http-monitoring', interval: PROMETHEUS.scrapeInterval }],
      },
    });
  }
}

/** Proxies that ask to be scraped, at the address that their annotation names. */
const proxies: readonly Relabel[] = [
  keep('istio-proxy', meta('pod_container_name')),
  { action: 'keep', source_labels: [meta('pod_annotationpresent_prometheus_io_scrape')] },
  ...podAddress,
  { action: 'labeldrop', regex: meta('pod_label_(.+)') },
  copy(meta('namespace'), 'namespace'),
  copy(meta('pod_name'), 'pod'),
];

function provides(
  { prometheus = { service: 'prometheus-operated' } }: PrometheusOperatorProps,
  place: Place,
): Provides {
  const { service, namespace = place.namespace, port = PROMETHEUS.port } = prometheus;
  const api = new AddonEndpoint(service, port, { ...place, namespace });
  return {
    services: [],
    metrics: {
      api,
      objectives: [],
      dataSource: { name: 'Prometheus', type: 'prometheus', url: api.url, timeInterval: PROMETHEUS.scrapeInterval },
    },
  };
}

export const prometheusOperator: Addon<PrometheusOperatorProps> = {
  purpose: 'Monitors for a Prometheus that the Prometheus Operator runs; in place of our own.',
  needs: [],
  provides,
  construct: PrometheusOperator,
};
