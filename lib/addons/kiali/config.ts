import { REGISTRIES, VERSIONS } from '../../kit/versions';
import { scheme } from '../parts/exposure';
import type { Wired } from '../types';
import { serverDefaults } from './defaults';
import { linkedBoards } from './links';
import { KIALI, type KialiProps } from './props';

export const IMAGE = {
  name: `${REGISTRIES.quay}/kiali/kiali`,
  /** Images are tagged with major and minor. */
  tag: `v${VERSIONS.kiali.split('.').slice(0, 2).join('.')}`,
} as const;

/** Extra annotation that reaches the pod, and is mentioned in the configuration. */
export const POD_ANNOTATIONS = {
  'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }',
} as const;

/** Format of times in Kiali's log, as Go writes it. */
export const TIME_FORMAT = '2006-01-02T15:04:05Z07:00';

/** Kiali's `config.yaml`. */
export const kialiConfig = (props: KialiProps, wired: Wired) => ({
  additional_display_details: [
    { annotation: 'kiali.io/api-spec', icon_annotation: 'kiali.io/api-type', title: 'API Documentation' },
  ],
  auth: authSection(props),
  ...serverDefaults(wired.place.namespace, {
    viewOnly: props.viewOnly ?? false,
    ambient: wired.place.ambient ?? false,
  }),
  external_services: externalServices(wired),
  server: {
    observability: {
      metrics: { enabled: true, health_status: { enabled: false, max_consecutive_na: 3 }, port: KIALI.metricsPort },
    },
    port: KIALI.port,
    web_root: KIALI.webRoot,
    ...(props.expose === undefined ? {} : { web_fqdn: props.expose.host, web_schema: scheme(props.expose) }),
  },
});

function authSection({ auth = KIALI.auth }: KialiProps) {
  const openid =
    auth.strategy !== 'openid'
      ? {}
      : {
          client_id: auth.clientId,
          issuer_uri: auth.issuer,
          username_claim: auth.usernameClaim ?? 'email',
          disable_rbac: auth.disableRbac ?? false,
        };
  return { openid, strategy: auth.strategy };
}

/** Addresses of the other addons: what an object of the environment says, never what is usual. */
function externalServices({ metrics, dashboards, traces, place }: Wired) {
  return {
    custom_dashboards: { enabled: true },
    prometheus: { enabled: true, ...(metrics === undefined ? {} : { url: metrics.api.url }) },
    ...(dashboards === undefined
      ? {}
      : {
          grafana: {
            enabled: true,
            dashboards: linkedBoards(place.ambient ?? false),
            internal_url: dashboards.ui.url,
            // Without one there are no links; inside the cluster alone, a browser comes by a forwarded port.
            external_url: dashboards.externalUrl ?? `http://localhost:${dashboards.ui.port}`,
          },
        }),
    tracing:
      traces?.kiali === undefined
        ? { enabled: false }
        : {
            enabled: true,
            provider: traces.kiali.provider,
            internal_url: `http://${traces.kiali.grpc.host}:${traces.kiali.grpc.port}`,
            use_grpc: true,
          },
  };
}
