import { copy, copyAll, drop, keep, meta, type Relabel, rewrite } from './relabel';

/** An annotation `prometheus.io/<name>` of a pod or a Service, as discovery spells it. */
const annotation = (of: 'pod' | 'service', name: string) => meta(`${of}_annotation_prometheus_io_${name}`);

/** Whether scraping is wanted at all, and at the normal or the slow pace. */
const wanted = (of: 'pod' | 'service', slow: boolean): readonly Relabel[] =>
  slow
    ? [keep(true, annotation(of, 'scrape_slow'))]
    : [keep(true, annotation(of, 'scrape')), drop(true, annotation(of, 'scrape_slow'))];

/** Scheme and path that the annotations name. */
const where = (of: 'pod' | 'service'): readonly Relabel[] => [
  rewrite('(https?)', [annotation(of, 'scheme')], '__scheme__'),
  rewrite('(.+)', [annotation(of, 'path')], '__metrics_path__'),
];

const IPV6 = String.raw`(\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})`;
const IPV4 = String.raw`(\d+);((([0-9]+?)(\.|$)){4})`;

/** Address of a pod: its own IP, and the port that its annotation names, which may be one that no container declares. */
export const podAddress: readonly Relabel[] = [
  rewrite(IPV6, [annotation('pod', 'port'), meta('pod_ip')], '__address__', '[$2]:$1'),
  rewrite(IPV4, [annotation('pod', 'port'), meta('pod_ip')], '__address__', '$2:$1'),
];

/** Parameters, and the labels that the object carries in Kubernetes. */
const labels = (of: 'pod' | 'service'): readonly Relabel[] => [
  copyAll(`${annotation(of, 'param')}_(.+)`, '__param_$1'),
  copyAll(meta(`${of}_label_(.+)`)),
  copy(meta('namespace'), 'namespace'),
];

/** Pods that ask for it with `prometheus.io/scrape`: every proxy of the mesh does, through its injected annotations. */
export const annotatedPods = (slow: boolean): readonly Relabel[] => [
  ...wanted('pod', slow),
  ...where('pod'),
  ...podAddress,
  ...labels('pod'),
  copy(meta('pod_name'), 'pod'),
  drop('Pending|Succeeded|Failed|Completed', meta('pod_phase')),
  copy(meta('pod_node_name'), 'node'),
];

/** Endpoints of Services that ask for it. */
export const annotatedEndpoints = (slow: boolean): readonly Relabel[] => [
  ...wanted('service', slow),
  ...where('service'),
  rewrite(String.raw`(.+?)(?::\d+)?;(\d+)`, ['__address__', annotation('service', 'port')], '__address__', '$1:$2'),
  ...labels('service'),
  copy(meta('service_name'), 'service'),
  copy(meta('pod_node_name'), 'node'),
];

/** Services to be probed through a blackbox exporter. */
export const probedServices: readonly Relabel[] = [
  keep(true, annotation('service', 'probe')),
  { source_labels: ['__address__'], target_label: '__param_target' },
  { replacement: 'blackbox', target_label: '__address__' },
  { source_labels: ['__param_target'], target_label: 'instance' },
  copyAll(meta('service_label_(.+)')),
  { source_labels: [meta('namespace')], target_label: 'namespace' },
  { source_labels: [meta('service_name')], target_label: 'service' },
];

export const pushgateways: readonly Relabel[] = [keep('pushgateway', annotation('service', 'probe'))];
