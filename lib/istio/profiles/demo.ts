import { override } from '../../kit/override';
import type { IstioProps } from '../props';
import { defaultProfile } from './default';

const SMALL = { requests: { cpu: '10m', memory: '40Mi' } } as const;

/** Istio's profile `demo`: small requests, one istiod, every request traced and logged, providers for the usual addons. */
export const demoProfile: IstioProps = override(defaultProfile, {
  mesh: {
    accessLogFile: '/dev/stdout',
    extensionProviders: [
      {
        name: 'otel',
        envoyOtelAls: { service: 'opentelemetry-collector.observability.svc.cluster.local', port: 4317 },
      },
      { name: 'skywalking', skywalking: { service: 'tracing.istio-system.svc.cluster.local', port: 11800 } },
      {
        name: 'otel-tracing',
        opentelemetry: { service: 'opentelemetry-collector.observability.svc.cluster.local', port: 4317 },
      },
      { name: 'jaeger', opentelemetry: { service: 'jaeger-collector.istio-system.svc.cluster.local', port: 4317 } },
    ],
  },
  istiod: {
    resources: { requests: { cpu: '10m', memory: '100Mi' } },
    autoscaling: null,
    replicas: 1,
    traceSampling: 100,
  },
  proxy: { resources: SMALL },
  waypoint: { resources: SMALL },
});
