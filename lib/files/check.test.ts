import { describe, expect, test } from '@jest/globals';
import { render } from '../delivery/render';
import { ENVIRONMENTS } from '../environments';
import { checkFiles } from './check';
import { github, json, sarif, text } from './formats';
import { textSources } from './sources';
import { meshConfigNote } from './surroundings';

const SHOP = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart, version: v1 } }
    spec: { containers: [{ name: cart, image: example.com/cart:1 }] }
---
`;

const found = (yaml: string, options = {}) =>
  checkFiles(textSources('mesh.yaml', `${SHOP}${yaml}`, true).objects, options);
const codes = (yaml: string, options = {}) => found(yaml, options).map(({ problem }) => problem.code);

const object = (apiVersion: string, kind: string, metadata: string, rest: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${rest}\n---\n`;
const istio = (kind: string, name: string, spec: string, namespace = 'shop') =>
  object('networking.istio.io/v1', kind, `name: ${name}, namespace: ${namespace}`, `spec: ${spec}`);
const route = (spec: string, name = 'cart') => istio('VirtualService', name, spec);
const service = (name: string, spec: string, metadata = '') =>
  object('v1', 'Service', `name: ${name}, namespace: shop${metadata}`, `spec: ${spec}`);
const namespace = (labels: string) => object('v1', 'Namespace', `name: other, labels: { ${labels} }`, '');
const to = (host: string, more = '') => `{ destination: { host: ${host}${more} } }`;
describe('what is not among the files', () => {
  test('but an installation brings it, and what is named as elsewhere, is not missing', () => {
    const entry = istio(
      'Gateway',
      'edge',
      '{ selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [example.com] }] }',
    );
    expect(codes(entry)).toEqual([]);
    const other = route(`{ hosts: [cart], http: [{ route: [${to('stock.warehouse.svc.cluster.local')}] }] }`);
    expect(codes(other)).toEqual(['IST0101']);
    expect(codes(other, { elsewhere: ['warehouse'] })).toEqual([]);
    expect(codes(other, { elsewhere: ['warehouse/stock'] })).toEqual([]);
    expect(codes(other, { elsewhere: ['elsewhere'] })).toEqual(['IST0101']);
  });
});

describe('a finding', () => {
  const [one] = found(route(`{ hosts: [cart], http: [{ route: [${to('crat')}] }] }`));
  const all = one === undefined ? [] : [one];

  test('names its file and line, the object, and the remedy', () => {
    expect(text(all)).toBe(
      'IST0101 [mesh.yaml:19] VirtualService shop/cart: there is no host crat; name a Service or a ServiceEntry that the namespace of the route sees',
    );
  });

  test('of a field is at the line of the field', () => {
    const broken =
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: a, namespace: shop }\nspec:\n  selector: { istio: ingressgateway }\n  servers:\n    - hosts: [a.example.com]\n';
    expect(found(broken).map(({ line, problem }) => [line, problem.code])).toEqual([[25, 'IST0106']]);
  });

  test('is data, an annotation of GitHub, and SARIF', () => {
    expect(json(all)).toEqual([
      expect.objectContaining({
        file: 'mesh.yaml',
        line: 19,
        severity: 'error',
        code: 'IST0101',
        object: 'VirtualService shop/cart',
      }),
    ]);
    expect(github(all)).toMatch(/^::error file=mesh.yaml,line=19,title=IST0101::VirtualService shop\/cart: /);
    expect(sarif(all, '1.0.0').runs[0]?.results[0]).toMatchObject({ ruleId: 'IST0101', level: 'error' });
  });

  test('that is a warning is an error where one is strict', () => {
    const bad = service(
      'b',
      '{ ports: [{ name: http, port: 80 }] }',
      ', annotations: { networking.istio.io/exportsTo: "." }',
    );
    expect(found(bad).map(({ severity }) => severity)).toEqual(['warning']);
    expect(found(bad, { strict: true }).map(({ severity }) => severity)).toEqual(['error']);
  });
});

test('one document that cannot be read hides no other', () => {
  const { objects, unreadable } = textSources('a.yaml', `${SHOP}a: [\n---\n${namespace('a: b')}`, true);
  expect(unreadable).toEqual([expect.stringContaining('MESH860 [a.yaml:')]);
  expect(objects.map(({ object }) => object.kind)).toEqual(['Namespace', 'Service', 'Deployment', 'Namespace']);
});

test.each(ENVIRONMENTS.map((environment) => [environment.name, environment] as const))(
  'what synth writes of %s is right as files, too',
  (_name, environment) => {
    const objects = [...render([environment])].flatMap(([file, yaml]) => textSources(file, yaml, true).objects);
    expect(text(checkFiles(objects).filter(({ severity }) => severity !== 'info'))).toBe('');
  },
);

test('a minor that does not know a field yet says so', () => {
  const rule = istio(
    'DestinationRule',
    'cart',
    '{ host: cart, trafficPolicy: { connectionPool: { http: { http2KeepAlive: { interval: 30s, timeout: 5s } } } } }',
  );
  expect(codes(rule)).toEqual([]);
  expect(codes(rule, { istio: '1.31' })).toEqual([]);
  expect(found(rule, { istio: '1.30' }).map(({ problem }) => problem.fact)).toEqual([expect.stringContaining('1.31')]);
});

const istiodWith = (env: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec:
  selector: { matchLabels: { app: istiod } }
  template:
    metadata: { labels: { app: istiod } }
    spec: { containers: [{ name: discovery, image: example.com/pilot:1, env: ${env} }] }
---
`;

test('IST0175 is told of the istiod that fetches keys from anywhere', () => {
  const policy = object(
    'security.istio.io/v1',
    'RequestAuthentication',
    'name: jwt, namespace: shop',
    'spec: { jwtRules: [{ issuer: example.com, jwksUri: "https://example.com/keys" }] }',
  );
  const [open, ...more] = found(policy + istiodWith('[]')).filter(({ problem }) => problem.code === 'IST0175');
  expect([open?.object, more]).toEqual(['Deployment istio-system/istiod', []]);
  expect(open?.problem.fact).toContain('shop/jwt');
  expect(codes(policy + istiodWith('[{ name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8 }]'))).not.toContain(
    'IST0175',
  );
});

test('IST0002: a Telemetry that sends traces by Lightstep', () => {
  const telemetry = (provider: string) =>
    object(
      'telemetry.istio.io/v1',
      'Telemetry',
      'name: traces, namespace: shop',
      `spec: { tracing: [{ providers: [{ name: ${provider} }] }] }`,
    );
  const meshConfig = meshConfigNote(
    'extensionProviders: [{ name: old, lightstep: { service: a.shop, port: 1 } }, { name: new, opentelemetry: { service: a.shop, port: 2 } }]',
  );
  expect(codes(telemetry('old'), { meshConfig })).toContain('IST0002');
  expect(codes(telemetry('new'), { meshConfig })).not.toContain('IST0002');
});

test('IST0155 is for a patch after one of the same filter for one version of the proxy; before it, IST0151', () => {
  const patch = (version: string) =>
    `{ applyTo: HTTP_FILTER, match: { ${version} context: ANY }, patch: { operation: INSERT_AFTER, value: { name: acme, typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua } } } }`;
  const filter = (...patches: readonly string[]) =>
    object(
      'networking.istio.io/v1alpha3',
      'EnvoyFilter',
      'name: acme, namespace: shop',
      `spec: { configPatches: [${patches.join(', ')}] }`,
    );
  const versioned = patch('proxy: { proxyVersion: "^1.31" },');
  const relative = (yaml: string) => codes(yaml).filter((code) => /IST015/.test(code));
  expect(relative(filter(versioned, patch('')))).toEqual(['IST0151', 'IST0155']);
  expect(relative(filter(patch(''), versioned))).toEqual(['IST0151', 'IST0151']);
});
