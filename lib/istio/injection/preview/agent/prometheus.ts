import { refuse } from '../../../../kit/problems';
import { INJECTION } from '../../../../problems/installation/injection';
import { TRUE } from '../../../../schema/annotations';
import type { IstioProps, StringMap } from '../../../props';
import { traits } from '../../../versions';
import { annotated, annotationsOf, containerOf, type Pod, PROXY, withProxyEnv } from '../pod';

/** Prometheus takes any of these spellings for the same annotation. */
const spelt = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_');
const valueAs = (annotations: StringMap, name: string): string | undefined =>
  Object.entries(annotations).find(([key]) => spelt(key) === name)?.[1];

const [SCRAPE, PORT, PATH, TARGETS, SECURE] = [
  'prometheus_io_scrape',
  'prometheus_io_port',
  'prometheus_io_path',
  'prometheus_istio_io_scrape_targets',
  'prometheus_istio_io_secure_port',
];

/** Ports of the proxy and its agent, of which none serves the application's metrics. */
const RESERVED: Readonly<Record<string, string>> = {
  15000: 'Envoy admin',
  15001: 'outbound traffic',
  15004: 'istiod debug',
  15006: 'inbound traffic',
  15008: 'HBONE tunnel',
  15020: 'the agent',
  15021: 'Envoy health',
  15053: 'DNS proxy',
  15090: 'Envoy metrics',
};

interface Target {
  readonly port: string;
  readonly path: string;
}

/** `port[:path],...`; a list with an entry without a port counts as none. */
function targetsOf(list: string | undefined): readonly Target[] {
  const targets = (list ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [port = '', ...path] = entry.split(':');
      return { port: port.trim(), path: path.join(':').trim() || '/metrics' };
    });
  return targets.some(({ port }) => port === '') ? [] : targets;
}

function checkPort(where: string, port: string, agent: string): void {
  const number = /^[+-]?\d+$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65535) refuse(where, INJECTION.scrapePort(port, 'which is no port'));
  const reserved = String(number) === agent ? 'the agent' : RESERVED[number];
  if (reserved !== undefined) refuse(where, INJECTION.scrapePort(port, `which is the proxy's: ${reserved}`));
}

/** Has Prometheus scrape the agent, which merges the application's metrics with Envoy's. Source: applyPrometheusMerge in pkg/kube/inject/webhook.go. */
export function mergePrometheus(pod: Pod, where: string, istio: IstioProps, agent: string): Pod {
  const meshMerges = istio.mesh.enablePrometheusMerge ?? true;
  const { scrapeTargets } = traits(istio);
  const annotations = annotationsOf(pod);
  const scrape = valueAs(annotations, SCRAPE);
  const own = annotations['prometheus.istio.io/merge-metrics'];
  const port = valueAs(annotations, PORT);
  if (scrape !== undefined && /^(0|f|F|false|FALSE|False)$/.test(scrape)) return pod;
  if (!(own === undefined ? meshMerges : TRUE.includes(own)) || port === agent) return pod;

  const targets = scrapeTargets ? targetsOf(valueAs(annotations, TARGETS)) : [];
  const [first] = targets;
  const scraped = {
    scrape: scrape ?? '',
    path: first?.path ?? valueAs(annotations, PATH) ?? '',
    port: first?.port ?? port ?? '',
  };
  for (const target of targets) checkPort(where, target.port, agent);
  if (scrapeTargets && first === undefined && scraped.port !== '') checkPort(where, scraped.port, agent);

  const replaced = [SCRAPE, PORT, PATH, ...(scrapeTargets ? [TARGETS] : [])];
  const kept = Object.entries(annotations).filter(([key]) => !replaced.includes(spelt(key)));
  const merged = annotated(pod, {
    ...Object.fromEntries(kept),
    'prometheus.io/port': agent,
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/scrape': 'true',
  });
  const isNothing = Object.values(scraped).every((value) => value === '') && targets.length === 0;
  if (containerOf(pod, PROXY) === undefined || isNothing) return merged;
  const told = { ...scraped, ...(targets.length === 0 ? {} : { targets }) };
  return withProxyEnv(merged, 'ISTIO_PROMETHEUS_ANNOTATIONS', JSON.stringify(told));
}

/** Tells Prometheus the port of the metrics over mTLS, where the proxy serves them and the user does not say it. */
export function announceSecureMetrics(pod: Pod): Pod {
  const annotations = annotationsOf(pod);
  const port = containerOf(pod, PROXY)?.env?.find(({ name }) => name === 'ENVOY_SECURE_MERGED_METRICS_PORT')?.value;
  if (valueAs(annotations, SECURE) !== undefined || port === undefined || port === '' || port === '0') return pod;
  return annotated(pod, { ...annotations, 'prometheus.istio.io/secure-port': port });
}
