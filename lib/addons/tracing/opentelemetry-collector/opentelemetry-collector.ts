import { Construct } from 'constructs';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { REGISTRIES, VERSIONS } from '../../../kit/versions';
import { printYaml } from '../../../kit/yaml';
import { deployment } from '../../parts/deployment';
import { AddonEndpoint } from '../../parts/endpoint';
import { addonLabels, NO_SIDECAR } from '../../parts/labels';
import { checksum, configMap, service } from '../../parts/objects';
import { podSpec } from '../../parts/pod';
import { reach } from '../../parts/reach';
import type { PodProps, SamplingProps } from '../../props';
import type { Addon, Place, Provides, Wired } from '../../types';
import { COLLECTOR, collectorConfig } from './config';

export interface OpentelemetryCollectorProps extends PodProps, SamplingProps {
  /** Takes access logs of every proxy as well. @default false */
  readonly accessLogs?: boolean;
  /** Number of pods. @default 1 */
  readonly replicas?: number;
}

const NAME = 'opentelemetry-collector';
const CONFIG = 'opentelemetry-collector-conf';
const COLLECTOR_USER = 10001;
const RESOURCES = { requests: { cpu: '200m', memory: '400Mi' }, limits: { cpu: '2', memory: '4Gi' } } as const;
const app = { app: NAME };

/** Stands between the proxies and the stores: takes spans and access logs as OTLP. Source: samples/open-telemetry/otel.yaml. */
export class OpentelemetryCollector extends Construct {
  constructor(scope: Construct, id: string, props: OpentelemetryCollectorProps, wired: Wired) {
    super(scope, id);
    const { namespace } = wired.place;
    const labels = addonLabels(VERSIONS.otelCollector, app);
    const config = printYaml(collectorConfig(wired));
    configMap(this, 'Config', { name: CONFIG, namespace, labels, data: { 'config.yaml': config } });
    service(this, 'Service', {
      ...{ name: NAME, namespace, labels, selector: app },
      ports: [
        { name: 'grpc-otlp', port: COLLECTOR.otlpGrpc, targetPort: COLLECTOR.otlpGrpc },
        { name: 'http-otlp', port: COLLECTOR.otlpHttp, targetPort: COLLECTOR.otlpHttp },
      ],
    });
    deployment(this, 'Deployment', {
      ...{ name: NAME, namespace, labels, selector: app },
      replicas: props.replicas ?? 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      podLabels: NO_SIDECAR,
      podAnnotations: {
        'checksum/config': checksum(config),
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(COLLECTOR.metrics),
      },
      pod: podSpec(this, this.pod(), props, COLLECTOR_USER, RESOURCES),
    });
    const mesh = [COLLECTOR.otlpGrpc, COLLECTOR.otlpHttp];
    reach(
      this,
      props,
      { meta: { name: NAME, namespace, labels }, selector: app, near: [COLLECTOR.metrics], mesh },
      wired,
    );
  }

  private pod(): IPodSpec {
    const probe = { httpGet: { path: '/', port: COLLECTOR.health } };
    return {
      containers: [
        {
          name: NAME,
          image: `${REGISTRIES.dockerHub}/otel/opentelemetry-collector-contrib:${VERSIONS.otelCollector}`,
          imagePullPolicy: 'IfNotPresent',
          args: ['--config=/conf/config.yaml'],
          ports: [
            { name: 'grpc-otlp', containerPort: COLLECTOR.otlpGrpc, protocol: 'TCP' },
            { name: 'http-otlp', containerPort: COLLECTOR.otlpHttp, protocol: 'TCP' },
          ],
          livenessProbe: probe,
          readinessProbe: probe,
          volumeMounts: [{ name: 'config', mountPath: '/conf' }],
        },
      ],
      volumes: [{ name: 'config', configMap: { name: CONFIG } }],
    };
  }
}

/** Names of the providers, as profile `demo` has them. */
const SPANS = 'otel-tracing';
const LOGS = 'otel';

function provides({ sampling, accessLogs }: OpentelemetryCollectorProps, place: Place): Provides {
  const { host: hostName, port } = new AddonEndpoint(NAME, COLLECTOR.otlpGrpc, place);
  const address = { service: hostName, port };
  return {
    services: [NAME],
    collector: {
      spans: SPANS,
      ...(accessLogs ? { accessLogs: LOGS } : {}),
      ...(sampling === undefined ? {} : { sampling }),
    },
    providers: [
      { name: SPANS, opentelemetry: address },
      ...(accessLogs ? [{ name: LOGS, envoyOtelAls: address }] : []),
    ],
  };
}

export const opentelemetryCollector: Addon<OpentelemetryCollectorProps> = {
  purpose: 'Takes spans and access logs from the proxies and hands them to the stores.',
  needs: [],
  provides,
  construct: OpentelemetryCollector,
};
