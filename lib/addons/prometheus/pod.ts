import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { defined } from '../../kit/defined';
import { REGISTRIES, VERSIONS } from '../../kit/versions';
import { CONFIG } from './config';
import { PROMETHEUS, type PrometheusProps } from './props';
import { CERTS } from './scrape';

const RELOADER_PORT = 8080;

const probe = (path: string, timing: Omit<IProbe, 'httpGet'>): IProbe => ({
  httpGet: { path, port: PROMETHEUS.port, scheme: 'HTTP' },
  failureThreshold: 3,
  successThreshold: 1,
  ...timing,
});

export function serverContainer(props: PrometheusProps): IContainer {
  const { retention = PROMETHEUS.retention, retentionSize, secureMetrics } = props;
  return {
    name: 'prometheus-server',
    image: `${REGISTRIES.dockerHub}/prom/prometheus:v${VERSIONS.prometheus}`,
    imagePullPolicy: 'IfNotPresent',
    args: [
      `--storage.tsdb.retention.time=${retention}`,
      ...(retentionSize === undefined ? [] : [`--storage.tsdb.retention.size=${retentionSize}`]),
      `--config.file=${CONFIG}/prometheus.yml`,
      '--storage.tsdb.path=/data',
      '--web.console.libraries=/etc/prometheus/console_libraries',
      '--web.console.templates=/etc/prometheus/consoles',
      '--web.enable-lifecycle',
    ],
    ports: [{ containerPort: PROMETHEUS.port, protocol: 'TCP' }],
    readinessProbe: probe('/-/ready', { periodSeconds: 5, timeoutSeconds: 4 }),
    livenessProbe: probe('/-/healthy', { initialDelaySeconds: 30, periodSeconds: 15, timeoutSeconds: 10 }),
    volumeMounts: [
      { name: 'config-volume', mountPath: CONFIG },
      { name: 'storage-volume', mountPath: '/data' },
      ...(secureMetrics ? [{ name: 'istio-certs', mountPath: CERTS }] : []),
    ],
  };
}

/** Has Prometheus read its configuration again whenever the ConfigMap changes. Held by `test:addons` with `CONFIG_RELOADER`. */
export function reloaderContainer(): IContainer {
  const health: IProbe = { httpGet: { path: '/healthz', port: 'metrics', scheme: 'HTTP' }, periodSeconds: 10 };
  return {
    name: 'prometheus-server-configmap-reload',
    image: `${REGISTRIES.github}/prometheus-operator/prometheus-config-reloader:v${VERSIONS.configReloader}`,
    imagePullPolicy: 'IfNotPresent',
    args: [
      `--watched-dir=${CONFIG}`,
      `--listen-address=0.0.0.0:${RELOADER_PORT}`,
      `--reload-url=http://127.0.0.1:${PROMETHEUS.port}/-/reload`,
    ],
    ports: [{ containerPort: RELOADER_PORT, name: 'metrics', protocol: 'TCP' }],
    livenessProbe: { ...health, initialDelaySeconds: 2 },
    readinessProbe: health,
    resources: { requests: { cpu: '10m', memory: '50Mi' }, limits: { memory: '50Mi' } },
    volumeMounts: [{ name: 'config-volume', mountPath: CONFIG, readOnly: true }],
  };
}

/** Volumes beside the data. */
export const volumes = (secure: boolean): IVolume[] => [
  { name: 'config-volume', configMap: { name: 'prometheus' } },
  ...(secure ? [{ name: 'istio-certs', emptyDir: {} }] : []),
];

/** Lets a sidecar write its certificates for Prometheus to use, and leaves the traffic of the pod alone. */
export const secureAnnotations = (secure: boolean) =>
  defined({
    'sidecar.istio.io/userVolumeMount': secure ? `[{"name": "istio-certs", "mountPath": "${CERTS}"}]` : undefined,
    'proxy.istio.io/config': secure
      ? `proxyMetadata:\n  OUTPUT_CERTS: ${CERTS}\n  INBOUND_CAPTURE_PORTS: ""\n`
      : undefined,
  });
