import { Construct } from 'constructs';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { StringMap } from '../../../istio/props';
import { REGISTRIES, VERSIONS } from '../../../kit/versions';
import { deployment } from '../../parts/deployment';
import { AddonEndpoint } from '../../parts/endpoint';
import { addonLabels, NO_SIDECAR } from '../../parts/labels';
import { type ServicePort, service } from '../../parts/objects';
import { podSpec } from '../../parts/pod';
import { type ReachProps, reach } from '../../parts/reach';
import { TRACING_SERVICE } from '../../parts/tracing';
import type { ExposureProps, PodProps, SamplingProps } from '../../props';
import type { Addon, Place, Provides, Wired } from '../../types';

export interface SkywalkingProps extends PodProps, SamplingProps {
  /** @default - inside the cluster only */
  readonly expose?: ExposureProps;
}

const OAP = 'skywalking-oap';
const UI = 'skywalking-ui';
const TRACING_UI = 'tracing-ui';
const GRPC = 11800;
const QUERY = 12800;
const UI_PORT = 8080;
const SKYWALKING_USER = 1000;

/** A Deployment, and the two Services by which it is known. */
interface Part {
  readonly name: string;
  readonly version: string;
  readonly container: Omit<IContainer, 'name'>;
  /** Name of the Service that every tracing backend has. */
  readonly usual: string;
  readonly ports: readonly ServicePort[];
  /** Who may connect to which ports; the pages are what is exposed. */
  readonly reached: Pick<ReachProps, 'near' | 'mesh' | 'ui'>;
  readonly podLabels?: StringMap;
  readonly podAnnotations?: StringMap;
}

/** Observability analysis of SkyWalking, and its pages; an alternative to Jaeger. Source: samples/addons/extras/skywalking.yaml. */
export class Skywalking extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SkywalkingProps,
    private readonly wired: Wired,
  ) {
    super(scope, id);
    const timing = { initialDelaySeconds: 30, periodSeconds: 5 };
    this.part({
      name: OAP,
      version: VERSIONS.skywalkingOap,
      container: {
        image: `${REGISTRIES.dockerHub}/apache/skywalking-oap-server:${VERSIONS.skywalkingOap}`,
        env: [{ name: 'SW_HEALTH_CHECKER', value: 'default' }],
        readinessProbe: { exec: { command: ['/skywalking/bin/swctl', 'health'] }, ...timing },
      },
      usual: TRACING_SERVICE,
      ports: [
        { name: 'grpc', port: GRPC, targetPort: GRPC },
        { name: 'http-query', port: QUERY, targetPort: QUERY },
      ],
      podLabels: NO_SIDECAR,
      reached: { near: [QUERY], mesh: [GRPC] },
    });
    this.part({
      name: UI,
      version: VERSIONS.skywalkingUi,
      container: {
        image: `${REGISTRIES.dockerHub}/apache/skywalking-ui:${VERSIONS.skywalkingUi}`,
        env: [{ name: 'SW_OAP_ADDRESS', value: `http://${OAP}:${QUERY}` }],
        readinessProbe: { httpGet: { path: '/', port: UI_PORT }, ...timing },
      },
      usual: TRACING_UI,
      ports: [{ name: 'http', port: UI_PORT, targetPort: UI_PORT }],
      podAnnotations: NO_SIDECAR,
      reached: { near: [UI_PORT], ui: new AddonEndpoint(TRACING_UI, UI_PORT, wired.place) },
    });
  }

  private part({ name, version, container, usual, ports, reached, ...pod }: Part) {
    const { namespace } = this.wired.place;
    const scope = new Construct(this, name);
    const app = { app: name };
    const labels = addonLabels(version, app);
    deployment(scope, 'Deployment', {
      ...{ name, namespace, labels, selector: app, ...pod },
      pod: podSpec(scope, { containers: [{ name, ...container }] }, this.props, SKYWALKING_USER),
    });
    service(scope, 'Usual', {
      ...{ name: usual, namespace, labels, selector: app, ports },
      spec: { type: 'ClusterIP' },
    });
    service(scope, 'Service', {
      ...{ name, namespace, labels: addonLabels(version, { name }), selector: app, ports },
    });
    reach(scope, this.props, { meta: { name, namespace, labels }, selector: app, ...reached }, this.wired);
  }
}

function provides({ sampling }: SkywalkingProps, place: Place): Provides {
  const endpoint = new AddonEndpoint(TRACING_SERVICE, GRPC, place);
  return {
    services: [TRACING_SERVICE, OAP, TRACING_UI, UI],
    traces: { ui: new AddonEndpoint(TRACING_UI, UI_PORT, place), ingest: { protocol: 'skywalking', endpoint } },
    providers: [{ name: 'skywalking', skywalking: { service: endpoint.host, port: GRPC } }],
    receiver: { spans: 'skywalking', ...(sampling === undefined ? {} : { sampling }) },
  };
}

export const skywalking: Addon<SkywalkingProps> = {
  purpose: 'Traces and topology by Apache SkyWalking; in place of Jaeger.',
  needs: [],
  provides,
  construct: Skywalking,
};
