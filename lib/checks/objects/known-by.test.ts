import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Listeners } from '../../mesh/edge/listeners';
import { type Handshake, httpsServer } from '../../mesh/edge/servers';
import { EnvoyFilter } from '../../mesh/extension/envoy-filter';
import { RequestAuthentication } from '../../mesh/security/tokens/request-authentication';
import { Microservice } from '../../mesh/services/microservice';
import { MeshNamespace } from '../../mesh/services/namespace';
import { http } from '../../mesh/services/ports';
import { DestinationPolicy } from '../../mesh/traffic/destination-policy';
import { SidecarScope } from '../../mesh/traffic/sidecar-scope';
import type { PortPolicy } from '../../mesh/traffic/traffic-policy';
import { collect } from '../../model/collect';
import type { ControlPlane } from '../../model/mesh';
import { written } from '../../model/tree';
import { meshConfigProblems } from '../../schema/mesh-config';
import { MeshApp } from '../judge/mesh-app';
import { envoyFiltersReviewed } from '../proxies/envoy-filters';
import { knownByReaders } from './known-by';

type Build = (shop: MeshNamespace, stock: Microservice) => Construct;

const policy =
  (more: PortPolicy): Build =>
  (shop, service) =>
    new DestinationPolicy(shop, 'policy', { service, ...more });
const server = httpsServer(443, ['shop.example.com'], { name: 'cert', namespace: 'edge' });
const gateway = { name: 'edge', namespace: 'edge', selector: { app: 'edge' }, ports: [{ name: 'https', port: 443 }] };
const listeners =
  (more: object): Build =>
  (shop) =>
    new Listeners(shop, 'listeners', {
      gateway,
      servers: [{ ...server, tls: { mode: 'SIMPLE', credential: { name: 'cert', namespace: 'edge' }, ...more } }],
    });
const scope =
  (more: Handshake): Build =>
  (shop, service) =>
    new SidecarScope(shop, 'scope', {
      service,
      ingress: [
        {
          port: { number: 443, protocol: 'HTTPS' },
          tls: { mode: 'SIMPLE', certificate: '/certs/tls.crt', privateKey: '/certs/tls.key', ...more },
        },
      ],
    });
const jwt = { issuer: 'https://login.example.com', jwksUri: 'https://login.example.com/keys.json' };

/** What 1.32 brings, and something of 1.31, each where it is written. */
const FIELDS: Readonly<Record<string, readonly [since: string, build: Build]>> = {
  'spec.trafficPolicy.loadBalancer.backendUtilization': [
    '1.32',
    policy({
      loadBalancer: {
        utilization: {
          stabilization: '20s',
          expiration: '2m',
          update: '500ms',
          errorPenaltyPercent: 100,
          metrics: ['cpu_utilization'],
        },
      },
    }),
  ],
  'spec.trafficPolicy.outlierDetection.failurePercentageThreshold': [
    '1.32',
    policy({ outlierDetection: { failurePercent: 60 } }),
  ],
  'spec.trafficPolicy.tls.caCertCredentialName': [
    '1.32',
    policy({ tls: { mode: 'SIMPLE', serverCa: { name: 'ca', namespace: 'shop' } } }),
  ],
  'spec.servers[0].tls.alpnProtocols': ['1.32', listeners({ alpnProtocols: ['h2'] })],
  'spec.servers[0].tls.ecdhCurves': ['1.32', listeners({ ecdhCurves: ['X25519'] })],
  'spec.ingress[0].tls.alpnProtocols': ['1.32', scope({ alpnProtocols: ['h2'] })],
  'spec.ingress[0].tls.ecdhCurves': ['1.32', scope({ ecdhCurves: ['X25519'] })],
  'spec.jwtRules[0].presence': [
    '1.32',
    (shop, workload) => new RequestAuthentication(shop, 'login', { workload, jwt: [{ ...jwt, presence: 'REQUIRED' }] }),
  ],
  'spec.configPatches[0].match.listener.filterChain.transportSocket': [
    '1.32',
    (shop, workload) =>
      new EnvoyFilter(shop, 'socket', {
        workload,
        reason: 'Only chains with TLS.',
        reviewedFor: ['1.31', '1.32'],
        patches: [
          {
            applyTo: 'FILTER_CHAIN',
            match: { listener: { filterChain: { transportSocket: 'envoy.transport_sockets.tls' } } },
            patch: { operation: 'MERGE', value: { metadata: {} } },
          },
        ],
      }),
  ],
  'spec.trafficPolicy.connectionPool.http.http2KeepAlive': [
    '1.31',
    policy({ connectionPool: { http: { keepalive: { interval: '30s', timeout: '5s' } } } }),
  ],
};

const plane = (version: string, revision = version.replace('.', '-')): ControlPlane => ({
  revision,
  version,
  namespace: 'istio-system',
  trustDomains: ['cluster.local'],
  authorizers: [],
  accessLogProviders: [],
  env: {},
});

/** What is found in a mesh of these control planes; namespace shop follows the first. */
function found(build: Build, ...planes: readonly ControlPlane[]): readonly string[] {
  const chart = new Chart(new MeshApp(), 'test');
  const shop = new MeshNamespace(chart, 'shop', {
    injection: {
      name: planes[0]?.revision ?? '',
      namespace: 'istio-system',
      injectionLabel: { key: 'istio.io/rev', value: planes[0]?.revision ?? '' },
    },
  });
  build(shop, new Microservice(shop, 'stock', { ports: [http(80)], versions: { v1: { image: 'stock:1' } } }));
  const { objects, notes } = written(chart);
  const mesh = collect(objects, [
    ...notes,
    ...planes.map((spec) => ({ kind: 'ControlPlane', place: '', spec }) as const),
  ]);
  return knownByReaders.find(mesh).map(({ problem: { code, fact, remedy } }) => `${code} ${fact}; ${remedy}`);
}

describe.each(Object.entries(FIELDS))('%s', (field, [since, build]) => {
  const before = since === '1.32' ? '1.31' : '1.30';
  test('is refused for a control plane that does not know it', () => {
    expect(found(build, plane(before))).toEqual([
      `MESH923 ${field} needs Istio ${since}; shop follows ${plane(before).revision}, which is ${before}: leave it out until that is upgraded`,
    ]);
  });
  test('is accepted for one that does, and where none is known', () => {
    expect(found(build, plane(since))).toEqual([]);
    expect(found(build)).toEqual([]);
  });
});

test('while an older control plane stands beside, it counts for what all read, not for pods of another namespace', () => {
  const [newer, older] = [plane('1.32'), plane('1.31')];
  const [, policies] = FIELDS['spec.trafficPolicy.outlierDetection.failurePercentageThreshold'] ?? [];
  const [, login] = FIELDS['spec.jwtRules[0].presence'] ?? [];
  expect(policies && found(policies, newer, older)).toEqual([
    expect.stringMatching(/needs Istio 1.32; 1-31 reads it, which is 1.31/),
  ]);
  expect(login && found(login, newer, older)).toEqual([]);
});

test('a tag stands for its revision', () => {
  const chart = new Chart(new MeshApp(), 'test');
  const { objects } = written(chart);
  const webhook = (tag: string, revision: string) => ({
    place: tag,
    object: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: tag, labels: { 'istio.io/tag': tag, 'istio.io/rev': revision } },
    },
  });
  const login = (namespace: string) => ({
    place: namespace,
    object: {
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: { name: 'login', namespace },
      spec: { jwtRules: [{ issuer: 'a', presence: 'REQUIRED' }] },
    },
  });
  const namespace = (name: string, tag: string) => ({
    place: name,
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio.io/rev': tag } } },
  });
  const mesh = collect(
    [
      ...objects,
      webhook('early', '1-32'),
      webhook('late', '1-31'),
      ...['early', 'late'].flatMap((one) => [namespace(one, one), login(one)]),
    ],
    [plane('1.31'), plane('1.32')].map((spec) => ({ kind: 'ControlPlane', place: '', spec })),
  );
  expect(knownByReaders.find(mesh).map(({ place, problem }) => `${place}: ${problem.remedy}`)).toEqual([
    'late: late follows 1-31, which is 1.31: leave it out until that is upgraded',
  ]);
});

test('a mesh configuration says what its istiod knows', () => {
  const config = { defaultInboundHttpRetryPolicy: { attempts: 2 } };
  const [problem] = meshConfigProblems(config, '1.31');
  expect(`${problem?.code} ${problem?.fact}`).toBe('MESH924 meshConfig.defaultInboundHttpRetryPolicy needs Istio 1.32');
  expect(meshConfigProblems(config, '1.32')).toEqual([]);
  expect(meshConfigProblems({ serviceEntryVisibility: {} }, '1.30').map(({ code }) => code)).toEqual(['MESH924']);
});

test('an Envoy filter was read for each Istio whose proxies it changes', () => {
  const filter = {
    place: 'buffers',
    object: {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: { name: 'buffers', namespace: 'shop', annotations: { 'cdk8s-istio/reviewed-for': '1.30, 1.31' } },
      spec: {},
    },
  };
  const under = (...versions: readonly string[]) =>
    envoyFiltersReviewed
      .find(
        collect(
          [filter],
          versions.map((version) => ({ kind: 'ControlPlane', place: '', spec: plane(version) })),
        ),
      )
      .map(({ place, problem: { code, fact } }) => `${code} [${place}] ${fact}`);
  expect(under('1.31', '1.32')).toEqual(['MESH451 [buffers] it was reviewed for Istio 1.30, 1.31, not for 1.32']);
  expect(under('1.30', '1.31')).toEqual([]);
  expect(under()).toEqual([]);
});
