import { GRAFANA } from '../../addons/grafana/props';
import { KIALI } from '../../addons/kiali/props';
import { imageTag } from '../../istio/parts/image';
import { scoped } from '../../model/hosts/scoped';
import { inNamespace } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { GUARD_RAILS } from '../../problems/installation/guard-rails';
import type { Decided } from '../choices';
import { RAILS, type Rail } from '../rails';
import type { EnvironmentRule } from './rule';

/** Share of traced requests above which tracing costs more than it tells. */
const MOST_SAMPLING = 10;

/** Share of requests that are traced, in percent. A tracing addon's own wins, through the Telemetry that it brings. */
const sampling = ({ istio, addons }: Decided): number =>
  [addons.opentelemetryCollector, addons.jaeger, addons.zipkin, addons.skywalking]
    .map((tracer) => tracer?.sampling)
    .find((share) => share !== undefined) ?? istio.istiod.traceSampling;

/** Dashboards that ask nobody who they are. */
const openDashboards = ({ addons: { grafana, kiali } }: Decided): readonly string[] => [
  ...(grafana && 'anonymous' in (grafana.auth ?? GRAFANA.auth) ? ['Grafana'] : []),
  ...(kiali && (kiali.auth ?? KIALI.auth).strategy === 'anonymous' ? ['Kiali'] : []),
];

/** Gateways that serve any host name. Where TLS passes through, the host is not the gateway's to judge. */
const openGateways = (mesh: Mesh): readonly string[] =>
  [
    ...mesh.Gateway.filter(({ spec }) =>
      spec.servers?.some(
        ({ hosts, tls }) => !tls?.mode?.endsWith('PASSTHROUGH') && hosts.some((full) => scoped(full).host === '*'),
      ),
    ),
    ...mesh.ApiGateway.filter(({ spec }) =>
      spec.listeners?.some(({ hostname, protocol }) => hostname === undefined && /^HTTPS?$/.test(protocol)),
    ),
  ].map(({ name }) => `Gateway ${name}`);

/** A PeerAuthentication makes mutual TLS the rule of the whole mesh. */
const isStrict = ({ istio }: Decided, mesh: Mesh): boolean =>
  inNamespace(mesh.PeerAuthentication, istio.namespace).some(
    ({ spec }) => spec.selector === undefined && spec.mtls?.mode === 'STRICT',
  );

/** What each rail finds; nothing if it holds. */
const FINDINGS: Readonly<Record<Rail, (environment: Decided, mesh: Mesh) => string | false>> = {
  sampling: (environment) =>
    sampling(environment) > MOST_SAMPLING && `${sampling(environment)} % of requests are traced`,
  outboundTraffic: ({ istio: { mesh } }) =>
    mesh.outboundTrafficPolicy?.mode !== 'REGISTRY_ONLY' &&
    `pods may call any host (outboundTrafficPolicy ${mesh.outboundTrafficPolicy?.mode ?? 'ALLOW_ANY'})`,
  anonymousDashboards: (environment) =>
    openDashboards(environment).length > 0 && `anybody may use ${openDashboards(environment).join(' and ')}`,
  wildcardHosts: (_environment, mesh) =>
    openGateways(mesh).length > 0 && `any host is served by ${openGateways(mesh).join(' and ')}`,
  mutualTls: (environment, mesh) => !isStrict(environment, mesh) && 'requests in plain text are accepted',
  availability: ({ availability }) => availability === 'single' && 'one lost node is an outage',
  networkPolicy: ({ istio }) => istio.networkPolicy === undefined && 'any pod may reach every port of Istio',
  image: ({ istio }) =>
    (imageTag(istio) === 'latest' || istio.image.variant === 'debug') &&
    `images are ${istio.image.variant ?? imageTag(istio)} ones`,
  nodeAgent: ({ istio, cni }) =>
    istio.cni !== undefined &&
    cni === undefined &&
    'injected pods wait for a CNI agent (istio.cni) that is not installed here (cni)',
};

/** A reason is at least a few words. */
const SHORTEST_REASON = 10;

export const railsHold: EnvironmentRule = {
  name: 'rails-hold',
  codes: ['MESH650', 'MESH651', 'MESH652'],
  severity: 'error',
  about: 'a production environment leaves no guard rail but with a reason, and waives none that holds',
  reads: ['Gateway', 'ApiGateway', 'PeerAuthentication'],
  find: (environment, mesh) => {
    if (environment.guardRails === undefined) return [];
    const { waived } = environment.guardRails;
    return RAILS.flatMap((rail) => {
      const found = FINDINGS[rail](environment, mesh);
      const reason = waived[rail];
      if (found === false) return reason === undefined ? [] : [GUARD_RAILS.needless(rail)];
      if (reason === undefined) return [GUARD_RAILS.left(rail, found)];
      return reason.trim().length < SHORTEST_REASON ? [GUARD_RAILS.noReason(rail, found)] : [];
    });
  },
};
