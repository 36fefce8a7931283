import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { grpc, http } from '../services/ports';
import { DestinationPolicy, type DestinationPolicyProps } from './destination-policy';
import type { TrafficPolicy } from './traffic-policy';

function shop() {
  const app = new MeshApp();
  const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection: true });
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80), grpc(90)],
    versions: { v1: { image: 'a:1' } },
  });
  const policy = (props: Omit<DestinationPolicyProps, 'service'>) => {
    new DestinationPolicy(namespace, 'it', { service: cart, ...props });
    const objects = [...app.objects().values()].flat().map((object) => object.toJson());
    return objects.find(({ kind }) => kind === 'DestinationRule')?.spec;
  };
  return { cart, policy };
}
const written = (props: TrafficPolicy) => shop().policy(props).trafficPolicy;

test('connections end by age, carry so many streams, and are pinged', () => {
  const keepalive = { interval: '10s', timeout: '2s' };
  const connectionPool = { maxConnectionDuration: '1h', http: { maxConcurrentStreams: 100, keepalive } };
  expect(written({ connectionPool }).connectionPool).toEqual({
    tcp: { maxConnectionDuration: '1h' },
    http: { maxConcurrentStreams: 100, http2KeepAlive: keepalive },
  });
});

test('a cookie may be of the client alone, or have attributes', () => {
  const cookie = (key: object) =>
    written({ loadBalancer: { hash: { cookie: 'user', ...key } } }).loadBalancer.consistentHash.httpCookie;
  expect(cookie({})).toEqual({ name: 'user' });
  expect(cookie({ ttl: '0s', attributes: { SameSite: 'Strict' } })).toEqual({
    name: 'user',
    ttl: '0s',
    attributes: [{ name: 'SameSite', value: 'Strict' }],
  });
});

test("failures of the caller's own side count by themselves", () => {
  expect(written({ outlierDetection: { consecutiveLocalFailures: 3, errorCodes: [503, 429] } })).toEqual({
    outlierDetection: {
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailures: 3,
      outlierDetectionHttpErrorCodes: [503, 429],
    },
  });
});

test('retries have a budget, connections a PROXY header or a tunnel', () => {
  const retryBudget = { percent: 25, minConcurrency: 5, interval: '10s' };
  expect(written({ proxyProtocol: 'V2', retryBudget })).toEqual({
    proxyProtocol: { version: 'V2' },
    retryBudget: { percent: 25, minRetryConcurrency: 5, budgetInterval: '10s' },
  });
  expect(written({ tunnel: { host: 'proxy.example.com', port: 3128, protocol: 'POST' } }).tunnel).toEqual({
    protocol: 'POST',
    targetHost: 'proxy.example.com',
    targetPort: 3128,
  });
});

test('TLS may have its certificates in files, or check none', () => {
  const certificate = { certFile: '/etc/c.pem', keyFile: '/etc/k.pem' };
  expect(written({ tls: { mode: 'MUTUAL', certificate, caFile: '/etc/ca.pem', crlFile: '/etc/crl.pem' } }).tls).toEqual(
    {
      mode: 'MUTUAL',
      clientCertificate: '/etc/c.pem',
      privateKey: '/etc/k.pem',
      caCertificates: '/etc/ca.pem',
      caCrl: '/etc/crl.pem',
    },
  );
  expect(written({ tls: { mode: 'SIMPLE', insecureSkipVerify: true } }).tls).toEqual({
    mode: 'SIMPLE',
    insecureSkipVerify: true,
  });
});

test('a version may have settings of one port', () => {
  const { cart, policy } = shop();
  const ports = [{ port: cart.port(90), policy: { loadBalancer: 'RANDOM' } }] as const;
  expect(policy({ perVersion: { v1: { ports } } }).subsets[0].trafficPolicy).toEqual({
    portLevelSettings: [{ port: { number: 90 }, loadBalancer: { simple: 'RANDOM' } }],
  });
});

const credential = { name: 'c', namespace: 'shop' };
const tunnel = { host: 'proxy.example.com', port: 3128 };
test.each<[code: string, wrong: TrafficPolicy, right: TrafficPolicy]>([
  ['IST0106', { connectionPool: { maxConnectionDuration: 'x' } }, { connectionPool: { maxConnectionDuration: '1h' } }],
  ['IST0106', { retryBudget: { percent: 101 } }, { retryBudget: { percent: 100 } }],
  ['IST0106', { outlierDetection: { errorCodes: [1000] } }, { outlierDetection: { errorCodes: [500] } }],
  ['MESH966', { tunnel, proxyProtocol: 'V1' }, { tunnel }],
  [
    'MESH966',
    { tls: { mode: 'SIMPLE', insecureSkipVerify: true, subjectAltNames: ['a'] } },
    { tls: { mode: 'SIMPLE', subjectAltNames: ['a'] } },
  ],
  [
    'MESH966',
    { tls: { mode: 'MUTUAL', credential, certificate: { certFile: '/c', keyFile: '/k' } } },
    { tls: { mode: 'MUTUAL', certificate: { certFile: '/c', keyFile: '/k' } } },
  ],
])('refuses %s', (code, wrong, right) => {
  expect(() => shop().policy(wrong)).toThrow(code);
  expect(() => shop().policy(right)).not.toThrow();
});
