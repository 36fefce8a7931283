import { expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { synth } from '../../../test/synth';
import type { StringMap } from '../../kit/formats/labels';
import { judge } from './judge';

const of = (apiVersion: string, kind: string, name: string, spec: object, namespace = 'shop') => ({
  place: `${namespace}/${name}`,
  object: { apiVersion, kind, metadata: { name, namespace }, spec },
});
const istio = (kind: string, name: string, spec: object, namespace?: string) =>
  of('networking.istio.io/v1', kind, name, spec, namespace);
const said = (code: string, ...objects: Parameters<typeof judge>[0]) =>
  judge(objects)
    .filter(({ problem }) => problem.code === code)
    .map(({ severity, place, problem }) => `${severity} ${place} ${problem.fact}`);

test('MESH977: a narrower host hides what a wildcard serves, unless it takes every request', () => {
  const route = (name: string, host: string, ...prefixes: readonly string[]) =>
    istio('VirtualService', name, {
      hosts: [host],
      gateways: ['edge'],
      http: prefixes.map((prefix) => ({ match: [{ uri: { prefix } }], route: [{ destination: { host: 'web' } }] })),
    });
  const wide = route('wide', '*.example.com', '/hostname');
  expect(said('MESH977', route('narrow', 'a.example.com', '/status'), wide)).toEqual([
    'error shop/wide requests to a.example.com are never tried against http[0] of shop/wide, for *.example.com is wider, and what the narrower host does not take gets 404',
  ]);
  expect(said('MESH977', route('narrow', 'a.example.com', '/status', '/'), wide)).toEqual([]);
  expect(said('MESH977', route('narrow', 'a.example.org', '/status'), wide)).toEqual([]);
});

test('MESH978: a Gateway is for the pods of one namespace', () => {
  const pods = (namespace: string) =>
    of(
      'apps/v1',
      'Deployment',
      'gateway',
      { template: { metadata: { labels: { istio: 'ingress' } }, spec: { containers: [] } } },
      namespace,
    );
  const server = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['a.example.com'] };
  const gateway = istio('Gateway', 'entry', { selector: { istio: 'ingress' }, servers: [server] }, 'team-a');
  expect(said('MESH978', gateway, pods('team-a'), pods('team-b'))).toEqual([
    'error team-a/entry team-a/entry is served by pods of team-a and team-b alike, whose labels its selector does not tell apart',
  ]);
  expect(said('MESH978', gateway, pods('team-a'))).toEqual([]);
});

test('MESH979: two entries of a namespace agree on how a host is found', () => {
  const entry = (name: string, resolution: string, number: number) =>
    istio('ServiceEntry', name, {
      hosts: ['db.example.com'],
      ports: [{ number, name: `tls-${number}`, protocol: 'TLS' }],
      resolution,
    });
  expect(said('MESH979', entry('one', 'NONE', 9093), entry('two', 'DNS', 443))).toEqual([
    'error shop/two shop/one declares db.example.com with another resolution, and one of the two decides for both',
  ]);
  expect(said('MESH979', entry('one', 'DNS', 9093), entry('two', 'DNS', 443))).toEqual([]);
});

test('MESH949: a filter of access logs is for providers', () => {
  const telemetry = (more: object) =>
    of('telemetry.istio.io/v1', 'Telemetry', 'logs', {
      accessLogging: [{ filter: { expression: 'response.code >= 400' }, ...more }],
    });
  expect(said('MESH949', telemetry({}))).toEqual([
    'error shop/logs a filter of access logs without providers is dropped: Istio logs as before',
  ]);
  expect(said('MESH949', telemetry({ providers: [{ name: 'envoy' }] }))).toEqual([]);
});

test('what Istio only warns of is a warning, and an error where warnings are', () => {
  const hosts = { port: { number: 8081, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
  const gateway = istio('Gateway', 'entry', { selector: { istio: 'ingress' }, servers: [hosts] });
  const service = of('v1', 'Service', 'ingress', {
    selector: { istio: 'ingress' },
    ports: [{ name: 'http', port: 80 }],
  });
  expect(judge([gateway, service]).map(({ severity, problem }) => `${severity} ${problem.code}`)).toEqual([
    'warning IST0162',
  ]);
  expect(judge([gateway, service], [], { strict: true }).map(({ severity }) => severity)).toEqual(['error']);
});

test('MESH361: what no YAML can say is refused where it was written', () => {
  const written = (annotations: StringMap) => () =>
    synth((chart) => {
      new ApiObject(chart, 'it', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'it', annotations } });
    });
  expect(written({ constructor: 'a' })).toThrow('MESH361 [test/it] this ConfigMap cannot be written: ');
  expect(written({ owner: 'a' })).not.toThrow();
});
