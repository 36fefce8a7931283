import { Construct } from 'constructs';
import { REGISTRIES, VERSIONS } from '../../../kit/versions';
import { deployment } from '../../parts/deployment';
import { AddonEndpoint } from '../../parts/endpoint';
import { addonLabels, NO_SIDECAR } from '../../parts/labels';
import { service } from '../../parts/objects';
import { podSpec } from '../../parts/pod';
import { reach } from '../../parts/reach';
import { TRACING_SERVICE, ZIPKIN_SERVICE } from '../../parts/tracing';
import type { ExposureProps, PodProps, SamplingProps } from '../../props';
import type { Addon, Place, Provides, Wired } from '../../types';

export interface ZipkinProps extends PodProps, SamplingProps {
  /** @default - inside the cluster only */
  readonly expose?: ExposureProps;
}

const NAME = 'zipkin';
const PORT = 9411;
const ZIPKIN_USER = 10001;
const app = { app: NAME };

/** Keeps traces in memory and shows them; an alternative to Jaeger. Source: samples/addons/extras/zipkin.yaml. */
export class Zipkin extends Construct {
  constructor(scope: Construct, id: string, props: ZipkinProps, wired: Wired) {
    super(scope, id);
    const { namespace } = wired.place;
    const labels = addonLabels(VERSIONS.zipkin, app);
    const pod = {
      containers: [
        {
          name: NAME,
          image: `${REGISTRIES.dockerHub}/openzipkin/zipkin-slim:${VERSIONS.zipkin}`,
          env: [{ name: 'STORAGE_METHOD', value: 'mem' }],
          readinessProbe: { httpGet: { path: '/health', port: PORT }, initialDelaySeconds: 5, periodSeconds: 5 },
        },
      ],
    };
    deployment(this, 'Deployment', {
      ...{ name: NAME, namespace, labels, selector: app },
      podLabels: NO_SIDECAR,
      pod: podSpec(this, pod, props, ZIPKIN_USER),
    });
    service(this, 'Tracing', {
      ...{ name: TRACING_SERVICE, namespace, labels, selector: app },
      spec: { type: 'ClusterIP' },
      ports: [{ name: 'http-query', port: 80, targetPort: PORT }],
    });
    service(this, 'Zipkin', {
      ...{ name: ZIPKIN_SERVICE, namespace, selector: app },
      labels: addonLabels(VERSIONS.zipkin, { name: ZIPKIN_SERVICE }),
      ports: [{ name: 'http-query', port: PORT, targetPort: PORT }],
    });
    // Pages and spans share one port.
    const ui = new AddonEndpoint(TRACING_SERVICE, 80, wired.place);
    reach(
      this,
      props,
      { meta: { name: NAME, namespace, labels }, selector: app, near: [PORT], mesh: [PORT], ui },
      wired,
    );
  }
}

function provides({ sampling }: ZipkinProps, place: Place): Provides {
  const ui = new AddonEndpoint(TRACING_SERVICE, 80, place);
  const endpoint = new AddonEndpoint(ZIPKIN_SERVICE, PORT, place);
  return {
    services: [TRACING_SERVICE, ZIPKIN_SERVICE],
    traces: {
      ui,
      dataSource: { name: 'Zipkin', type: 'zipkin', url: endpoint.shortUrl },
      ingest: { protocol: 'zipkin', endpoint },
    },
    providers: [{ name: NAME, zipkin: { service: endpoint.host, port: PORT } }],
    receiver: { spans: NAME, ...(sampling === undefined ? {} : { sampling }) },
  };
}

export const zipkin: Addon<ZipkinProps> = {
  purpose: 'Traces in memory, with little to run; in place of Jaeger.',
  needs: [],
  provides,
  construct: Zipkin,
};
