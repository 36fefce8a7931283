import { PROFILES } from '../../../lib/istio/profiles';
import { override } from '../../../lib/kit/override';
import {
  additions,
  annotations,
  behavior,
  cheap,
  env,
  labels,
  lifecycle,
  placement,
  resources,
  seccompProfile,
} from './samples';

const istiod = env({
  istio: cheap({
    istiod: {
      ...additions,
      ...{ resources, autoscaling: { min: 2, max: 4, cpu: 80, memory: 70, behavior } },
      ...{ disruptionBudget: { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } },
      rollingUpdate: { maxSurge: '50%', maxUnavailable: 1 },
      env: { PILOT_PUSH_THROTTLE: '100' },
      envFrom: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }],
      ...{ extraArgs: ['--log_caller=all'], logLevel: 'default:info', logAsJson: true, traceSampling: 1 },
      ...{ podAnnotations: annotations, podLabels: labels, annotations, labels, accountAnnotations: annotations },
      ...{ service: { annotations, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }, placement, seccompProfile },
      ...{ maxConnectionAge: '30m', jwksAuthorities: 'PEM', trafficDistribution: 'PreferClose' },
      untaintNodes: { taint: 'example.com/not-ready', cniNamespace: 'kube-system' },
      terminationMessagePolicy: 'File',
    },
  }),
});

const mesh = env({
  istio: cheap({
    image: {
      ...{ hub: 'registry.example.com/istio', tag: '1.31.1', variant: 'distroless', pullPolicy: 'Always' },
      ...{ pullSecrets: ['pull'], references: { pilot: 'a:1' }, digests: { proxyv2: `sha256:${'0'.repeat(64)}` } },
    },
    identity: {
      trustDomain: 'example.com',
      clusterDomain: 'cluster.local',
      cluster: 'east',
      network: 'one',
      meshId: 'm',
    },
    mesh: {
      accessLogFile: '/dev/stdout',
      defaultConfig: {
        ...{ concurrency: 2, drainDuration: '45s', proxyMetadata: { A: 'b' }, holdApplicationUntilProxyStarts: true },
        tracing: { sampling: 10, zipkin: { address: 'zipkin.example:9411' }, maxPathTagLength: 256 },
        privateKeyProvider: { cryptomb: { pollDelay: '0.01s' } },
      },
      outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
      extensionProviders: [
        { name: 'ask', envoyExtAuthzGrpc: { service: 'ask.example.com', port: 9000, timeout: '1s' } },
        {
          name: 'otel',
          opentelemetry: { service: 'otel.example.com', port: 4317, resourceDetectors: { environment: {} } },
        },
        {
          name: 'als',
          envoyOtelAls: { service: 'otel.example.com', port: 4317, logFormat: { labels: { a: '%RESPONSE_CODE%' } } },
        },
        { name: 'file', envoyFileAccessLog: { path: '/dev/stdout', logFormat: { text: '%RESPONSE_CODE%\n' } } },
      ],
      defaultProviders: { accessLogging: ['file'], tracing: ['otel'], metrics: ['prometheus'] },
      localityLbSetting: { distribute: [{ from: 'a/*', to: { 'a/*': 80, 'b/*': 20 } }] },
      ...{
        connectTimeout: '10s',
        tcpKeepalive: { time: '10s', interval: '5s', probes: 3 },
        trustDomainAliases: ['old'],
      },
      serviceSettings: [{ settings: { clusterLocal: true }, hosts: ['*.shop.svc.cluster.local'] }],
      discoverySelectors: [{ matchLabels: labels }],
    },
    meshNetworks: {
      one: {
        endpoints: [{ fromRegistry: 'east' }, { fromCidr: '10.0.0.0/8' }],
        gateways: [{ address: '192.0.2.1', port: 15443 }],
      },
    },
  }),
});

const proxies = env({
  istio: cheap({
    proxy: {
      ...{ resources, lifecycle, seccompProfile, includeIPRanges: '10.0.0.0/8', excludeInboundPorts: '22,8022' },
      ...{
        componentLogLevel: 'misc:error',
        logLevel: 'warning',
        stsPort: 15463,
        holdApplicationUntilProxyStarts: true,
      },
    },
    certificates: {
      ...{ provider: 'istiod', caAddress: 'csr.example:443', mountMtlsCerts: true, signers: ['example.com/mesh'] },
      ...{ crlConfigMap: 'crl', trustBundle: 'bundle', requiredSecrets: ['cacerts'] },
    },
    waypoint: { resources, placement },
    gatewayClasses: { istio: { service: { spec: { type: 'ClusterIP' } }, deployment: { metadata: { labels } } } },
    gatewayPods: { seccompProfile, securityContext: { runAsUser: 1337 } },
    networkPolicy: 'official',
    ...{ analysis: true, stableOnly: true, reader: { name: 'fleet', namespace: 'ops' } },
    cni: { provider: 'default' },
  }),
});

/** Its own templates, whole. */
const injection = env({
  istio: override(PROFILES.default, {
    injection: {
      ...{ injectedAnnotations: annotations, nativeSidecars: 'on', alwaysInject: [{ matchLabels: labels }] },
      neverInject: [{ matchExpressions: [{ key: 'job-name', operator: 'Exists' }] }],
      ...{ defaultTemplates: ['sidecar', 'more'], templates: { more: 'metadata:\n  labels: {a: b}\n' } },
      ...{ webhookAnnotations: annotations, reinvocationPolicy: 'IfNeeded' },
    },
  }),
});

const several = env({
  ...{ kubernetes: '1.33', availability: 'zone', mutualTls: 'STRICT', rollWorkloads: true, strict: true },
  istio: cheap({ revision: '1-31' }),
  revisions: [cheap({ revision: 'canary' })],
  external: [cheap({ namespace: 'istiod-west', identity: { cluster: 'west' } })],
  ...{ tags: { stable: '1-31', early: 'canary' }, nodesFollow: 'canary', introducedIn: ['istiod-west'] },
  podSecurity: 'baseline',
});

const authority = env({ istio: cheap(), authority: { by: 'istio-csr', address: 'csr.example:443' } });
const pluggedIn = env({ istio: cheap(), authority: { by: 'plugged-in', severalRoots: true } });
const spire = env({ istio: cheap(), authority: { by: 'spire', driver: 'csi.example.com' } });
const why = 'until all have sidecars, in May';
const waived = { outboundTraffic: why, mutualTls: why, availability: why, networkPolicy: why };
const guarded = env({ istio: cheap(), guardRails: { waived } });

export const CONTROL_PLANES = { istiod, mesh, proxies, injection, several, authority, pluggedIn, spire, guarded };
