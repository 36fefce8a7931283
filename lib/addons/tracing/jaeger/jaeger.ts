import { Construct } from 'constructs';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { ROLLING_UPDATE } from '../../../istio/parts/scaling';
import { REGISTRIES, VERSIONS } from '../../../kit/versions';
import { printYaml } from '../../../kit/yaml';
import { deployment } from '../../parts/deployment';
import { AddonEndpoint } from '../../parts/endpoint';
import { addonLabels, NO_SIDECAR } from '../../parts/labels';
import { configMap, type Meta, service } from '../../parts/objects';
import { podSpec } from '../../parts/pod';
import { reach } from '../../parts/reach';
import { dataVolume } from '../../parts/storage';
import { TRACING_SERVICE, ZIPKIN_SERVICE } from '../../parts/tracing';
import type { ExposureProps, PodProps, SamplingProps, StorageProps } from '../../props';
import type { Addon, Place, Provides, Wired } from '../../types';
import { BASE_PATH, JAEGER, jaegerConfig } from './config';

export interface JaegerProps extends PodProps, SamplingProps {
  /** @default - traces go with the pod */
  readonly storage?: StorageProps;
  /** @default - inside the cluster only */
  readonly expose?: ExposureProps;
}

const NAME = 'jaeger';
const COLLECTOR = 'jaeger-collector';
const JAEGER_USER = 10001;
const app = { app: NAME };

/** Keeps traces that proxies send as OTLP, and shows them. Source: samples/addons/jaeger.yaml. */
export class Jaeger extends Construct {
  /** @throws MESH505 if the storage size is no quantity */
  constructor(scope: Construct, id: string, props: JaegerProps, wired: Wired) {
    super(scope, id);
    const { namespace } = wired.place;
    const meta = { name: NAME, namespace, labels: addonLabels(VERSIONS.jaeger, app) };
    configMap(this, 'Config', { ...meta, data: { 'config.yaml': printYaml(jaegerConfig()) } });
    deployment(this, 'Deployment', {
      ...meta,
      selector: app,
      podLabels: NO_SIDECAR,
      podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(JAEGER.metrics) },
      replicas: 1,
      // Two pods cannot share one store. Each way is written out, so that server-side apply can change the one into the other.
      strategy: props.storage === undefined ? ROLLING_UPDATE : { type: 'Recreate' },
      pod: podSpec(this, this.pod(meta, props), props, JAEGER_USER, { requests: { cpu: '10m' } }),
    });
    service(this, 'Tracing', {
      ...meta,
      name: TRACING_SERVICE,
      spec: { type: 'ClusterIP' },
      selector: app,
      ports: [
        { name: 'http-query', port: 80, targetPort: JAEGER.ui },
        { name: 'grpc-query', port: JAEGER.uiGrpc, targetPort: JAEGER.uiGrpc },
      ],
    });
    service(this, 'Zipkin', {
      name: ZIPKIN_SERVICE,
      namespace,
      labels: addonLabels(VERSIONS.jaeger, { name: ZIPKIN_SERVICE }),
      selector: app,
      ports: [{ name: 'http-query', port: JAEGER.zipkin, targetPort: JAEGER.zipkin }],
    });
    const port = (name: string, number: number) => ({ name, port: number, targetPort: number });
    service(this, 'Collector', {
      ...meta,
      name: COLLECTOR,
      spec: { type: 'ClusterIP' },
      selector: app,
      ports: [
        port('jaeger-collector-http', JAEGER.jaegerHttp),
        port('jaeger-collector-grpc', JAEGER.jaegerGrpc),
        port('http-zipkin', JAEGER.zipkin),
        { name: 'grpc-otel', port: JAEGER.otlpGrpc },
        { name: 'http-otel', port: JAEGER.otlpHttp },
      ],
    });
    reach(
      this,
      props,
      {
        ...{ meta, selector: app },
        near: [JAEGER.ui, JAEGER.uiGrpc, JAEGER.metrics],
        mesh: [JAEGER.otlpGrpc, JAEGER.otlpHttp, JAEGER.zipkin, JAEGER.jaegerGrpc, JAEGER.jaegerHttp],
        ui: new AddonEndpoint(TRACING_SERVICE, 80, wired.place),
        uiPath: `${BASE_PATH}/`,
      },
      wired,
    );
  }

  private pod(meta: Meta, { storage }: JaegerProps): IPodSpec {
    const probe = { httpGet: { path: '/status', port: JAEGER.health } };
    return {
      containers: [
        {
          name: NAME,
          image: `${REGISTRIES.dockerHub}/jaegertracing/jaeger:${VERSIONS.jaeger}`,
          args: ['--config', '/jaeger-configuration/config.yaml'],
          livenessProbe: probe,
          readinessProbe: probe,
          volumeMounts: [
            { name: 'data', mountPath: '/badger' },
            { name: 'jaeger-configuration', mountPath: '/jaeger-configuration' },
          ],
        },
      ],
      volumes: [dataVolume(this, 'data', meta, storage), { name: 'jaeger-configuration', configMap: { name: NAME } }],
    };
  }
}

function provides({ sampling }: JaegerProps, place: Place): Provides {
  const ui = new AddonEndpoint(TRACING_SERVICE, 80, place);
  const otlp = new AddonEndpoint(COLLECTOR, JAEGER.otlpGrpc, place);
  return {
    services: [TRACING_SERVICE, ZIPKIN_SERVICE, COLLECTOR],
    traces: {
      ui,
      dataSource: { name: 'Jaeger', type: 'jaeger', url: `${ui.shortUrl}${BASE_PATH}` },
      kiali: { provider: 'jaeger', grpc: new AddonEndpoint(TRACING_SERVICE, JAEGER.uiGrpc, place) },
      ingest: { protocol: 'otlp', endpoint: otlp },
    },
    providers: [{ name: NAME, opentelemetry: { service: otlp.host, port: otlp.port } }],
    receiver: { spans: NAME, ...(sampling === undefined ? {} : { sampling }) },
  };
}

export const jaeger: Addon<JaegerProps> = {
  purpose: 'Traces of the mesh, kept and shown.',
  needs: [],
  provides,
  construct: Jaeger,
};
