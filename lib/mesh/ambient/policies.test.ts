import { describe, expect, test } from '@jest/globals';
import { type Printed, synth } from '../../../test/synth';
import { ExternalService } from '../edge/external-service';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { EnvoyFilter } from '../extension/envoy-filter';
import { TrafficExtension } from '../extension/traffic-extension';
import { WasmPlugin } from '../extension/wasm-plugin';
import { byPath } from '../rate-limit/descriptors';
import { GlobalRateLimit } from '../rate-limit/global-rate-limit';
import { LocalRateLimit, perSecond } from '../rate-limit/local-rate-limit';
import { Audit, Deny, ExternalAuthorization } from '../security/authorization';
import { PeerAuthentication } from '../security/peer-authentication';
import { RequestAuthentication } from '../security/tokens/request-authentication';
import { ALL_WAYPOINTS, type PolicyTarget } from '../security/workloads';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, tls } from '../services/ports';
import { Telemetry } from '../telemetry/telemetry';
import { SidecarScope } from '../traffic/sidecar-scope';
import { Waypoint } from './waypoint';

interface Shop {
  readonly namespace: MeshNamespace;
  readonly web: Microservice;
  readonly waypoint: Waypoint;
}

const shop = (build: (shop: Shop) => unknown, injection: true | 'ambient' = 'ambient', name = 'shop') =>
  synth((chart) => {
    const namespace = new MeshNamespace(chart, name, { injection });
    const web = new Microservice(namespace, 'web', { ports: [http(80)], versions: { v1: { image: 'web:1' } } });
    const waypoint = new Waypoint(namespace, 'Waypoint');
    if (injection === 'ambient') waypoint.serve(namespace);
    build({ namespace, web, waypoint });
  });

const gateway = { name: 'edge', namespace: 'shop', selector: { app: 'edge', istio: 'ingressgateway' }, ports: [] };
const jwt = [{ issuer: 'https://login.example.com', jwks: { keys: [{ kty: 'RSA' as const, n: 'AQAB', e: 'AQAB' }] } }];
const rules = [{ to: { ports: [80] } }];

type Policy = (shop: Shop, workload: PolicyTarget | undefined) => unknown;
const POLICIES: readonly (readonly [kind: string, make: Policy])[] = [
  [
    'RequestAuthentication',
    (s, workload) => new RequestAuthentication(s.namespace, 'it', { ...(workload && { workload }), jwt }),
  ],
  [
    'Telemetry',
    (s, workload) => new Telemetry(s.namespace, 'it', { ...(workload && { workload }), tracing: [{ sampling: 5 }] }),
  ],
  [
    'AuthorizationPolicy',
    (s, workload) =>
      new ExternalAuthorization(s.namespace, 'it', { ...(workload && { workload }), provider: 'opa', rules }),
  ],
  ['AuthorizationPolicy', (s, workload) => new Audit(s.namespace, 'it', { ...(workload && { workload }), rules })],
  [
    'WasmPlugin',
    (s, workload) => new WasmPlugin(s.namespace, 'it', { ...(workload && { workload }), url: 'file:///a.wasm' }),
  ],
  [
    'TrafficExtension',
    (s, workload) => new TrafficExtension(s.namespace, 'it', { ...(workload && { workload }), lua: 'x' }),
  ],
];

describe.each(POLICIES)('in ambient mode, a %s', (kind, make) => {
  const spec = (workload: (shop: Shop) => PolicyTarget | undefined, injection: true | 'ambient' = 'ambient'): Printed =>
    shop((s) => make(s, workload(s)), injection)[`${kind}/it`]?.spec;

  test('is for a service, where its waypoint reads it; sidecars are found by their labels', () => {
    expect(spec(({ web }) => web).targetRefs).toEqual([{ group: '', kind: 'Service', name: 'web' }]);
    expect(spec(({ web }) => web, true).selector).toEqual({ matchLabels: { app: 'web' } });
  });

  test('is for a waypoint, or for a gateway by its labels', () => {
    const { targetRefs } = spec(({ waypoint }) => waypoint);
    expect(targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }]);
    expect(spec(() => gateway).selector).toEqual({ matchLabels: gateway.selector });
  });

  test('is for neither one version nor all pods, which no proxy holds', () => {
    expect(() => spec(({ web }) => web.version('v1'))).toThrow('MESH940 [test/shop/it] pods of web v1 have no proxy');
    expect(() => spec(() => undefined)).toThrow('MESH940 [test/shop/it] pods of shop have no proxy');
    expect(spec(({ web }) => web.version('v1'), true).selector.matchLabels).toEqual({ app: 'web', version: 'v1' });
  });
});

test('every waypoint of the mesh is a target in the namespace of the control plane alone', () => {
  const everywhere = (name: string) =>
    shop(
      ({ namespace }) => new Telemetry(namespace, 'it', { workload: ALL_WAYPOINTS, tracing: [{ sampling: 5 }] }),
      true,
      name,
    );
  expect(everywhere('istio-system')['Telemetry/it'].spec.targetRefs).toEqual([
    { group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'istio-waypoint' },
  ]);
  expect(() => everywhere('shop')).toThrow(
    "MESH941 [test/shop/it] a policy for every istio-waypoint is read in the control plane's",
  );
});

test('a host outside is a target where a waypoint reads its requests', () => {
  const denied = (served: boolean) =>
    shop(({ namespace, waypoint }) => {
      const maps = new ExternalService(namespace, 'maps', { hosts: ['maps.example.com'], ports: [tls(443)] });
      if (served) waypoint.serve(maps);
      new Deny(namespace, 'it', { workload: maps, rules });
    }, true);
  const objects = denied(true);
  expect(objects['ServiceEntry/maps'].metadata.labels).toEqual({ 'istio.io/use-waypoint': 'waypoint' });
  expect(objects['AuthorizationPolicy/it'].spec.targetRefs).toEqual([
    { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'maps' },
  ]);
  expect(() => denied(false)).toThrow('MESH401 [test/shop/it] maps.example.com has no pods');
});

test('tokens are required of the service, and a rule about them is for its waypoint', () => {
  const objects = shop(
    ({ namespace, web }) => new RequestAuthentication(namespace, 'jwt', { workload: web, jwt, required: true }),
  );
  expect(objects['AuthorizationPolicy/jwt-required'].spec.targetRefs).toEqual([
    { group: '', kind: 'Service', name: 'web' },
  ]);
});

const patches = [{ applyTo: 'LISTENER', patch: { operation: 'MERGE', value: {} } }] as const;
const filter = { reason: 'A test.', reviewedFor: ['1.31'], patches };
const descriptors = [[byPath]];
const SIDECARS: readonly (readonly [what: string, code: string, make: (shop: Shop) => unknown])[] = [
  [
    'LocalRateLimit',
    'MESH942',
    ({ namespace, web }) => new LocalRateLimit(namespace, 'it', { traffic: web.port(80), rate: perSecond(5) }),
  ],
  [
    'GlobalRateLimit',
    'MESH942',
    ({ namespace, web }) =>
      new GlobalRateLimit(namespace, 'it', {
        traffic: web.port(80),
        service: web,
        domain: 'd',
        descriptors,
        onFailure: 'allow',
      }),
  ],
  ['EnvoyFilter', 'MESH942', ({ namespace, web }) => new EnvoyFilter(namespace, 'it', { workload: web, ...filter })],
  [
    'SidecarScope',
    'MESH942',
    ({ namespace, web }) => new SidecarScope(namespace, 'it', { service: web, alsoReach: ['./*'] }),
  ],
  [
    'PeerAuthentication DISABLE',
    'MESH943',
    ({ namespace, web }) => new PeerAuthentication(namespace, 'it', { workload: web, mode: 'DISABLE' }),
  ],
];

test.each(SIDECARS)('%s is refused there, with the reason', (_what, code, make) => {
  expect(() => shop(make)).toThrow(`${code} [test/shop/it`);
  expect(() => shop(make, true)).not.toThrow();
});

test('an Envoy filter is for gateways and waypoints', () => {
  const objects = shop((s) => {
    const listeners = new Listeners(s.namespace, 'front', { api: 'gateway-api', servers: [httpServer()] });
    new EnvoyFilter(s.namespace, 'a', { workload: gateway, ...filter });
    new EnvoyFilter(s.namespace, 'b', { workload: listeners, ...filter });
  });
  expect(objects['EnvoyFilter/a'].spec.workloadSelector).toEqual({ labels: gateway.selector });
  expect(objects['EnvoyFilter/b'].spec.targetRefs).toEqual([
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'front' },
  ]);
});
