import { describe, expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { Chart } from 'cdk8s';
import argocd from '../../imports/crds/argocd.json';
import gatewayApi from '../../imports/crds/gateway-api.json';
import istio from '../../imports/crds/istio.json';
import { VirtualService } from '../../imports/networking.istio.io';
import { isBlock } from '../kit/json';
import { MeshApp } from '../kit/mesh-app';
import { message, problemsOf } from '../kit/problems';
import type { Printed } from '../kit/testing';
import { checkSchemas, schemaProblems } from './schema';

const object = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'a', namespace: 'b' },
  spec,
});
const virtualService = (spec: object) => object('networking.istio.io/v1', 'VirtualService', spec);
const destinationRule = (spec: object) => object('networking.istio.io/v1', 'DestinationRule', spec);
const httpRoute = (spec: object) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', spec);

const VALID = [
  virtualService({
    hosts: ['reviews'],
    exportTo: ['.'],
    http: [
      {
        match: [{ uri: { prefix: '/a' }, headers: { 'end-user': { exact: 'jason' } }, port: 80, ignoreUriCase: true }],
        fault: { abort: { percentage: { value: 10.5 }, httpStatus: 500 }, delay: { fixedDelay: '7s' } },
        route: [{ destination: { host: 'reviews', subset: 'v1', port: { number: 9080 } }, weight: 75 }],
        retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx' },
        corsPolicy: { allowOrigins: [{ regex: '.*' }], allowMethods: ['GET'] },
      },
    ],
    tcp: [{ match: [{ port: 27017 }], route: [{ destination: { host: 'mongo' } }] }],
  }),
  destinationRule({
    host: 'reviews',
    trafficPolicy: {
      loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '0s' } } },
      tls: { mode: 'ISTIO_MUTUAL' },
      connectionPool: { tcp: { maxConnections: 10 }, http: { h2UpgradePolicy: 'UPGRADE' } },
      outlierDetection: { consecutive5xxErrors: 7, interval: '5m' },
    },
    subsets: [{ name: 'v1', labels: { version: 'v1' } }],
  }),
  object('networking.istio.io/v1', 'ServiceEntry', {
    hosts: ['api.example.com'],
    ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
    location: 'MESH_EXTERNAL',
    resolution: 'DNS',
  }),
  object('networking.istio.io/v1alpha3', 'EnvoyFilter', {
    configPatches: [
      {
        applyTo: 'HTTP_FILTER',
        match: { context: 'SIDECAR_INBOUND', listener: { portNumber: 80 } },
        patch: { operation: 'INSERT_BEFORE', value: { name: 'envoy.lua', anything: [1, { deep: true }] } },
      },
    ],
  }),
  object('security.istio.io/v1', 'AuthorizationPolicy', {
    action: 'ALLOW',
    selector: { matchLabels: { app: 'reviews' } },
    rules: [{ from: [{ source: { principals: ['a'] } }], to: [{ operation: { methods: ['GET'] } }] }],
  }),
  object('telemetry.istio.io/v1', 'Telemetry', {
    tracing: [
      {
        providers: [{ name: 'zipkin' }],
        randomSamplingPercentage: 100,
        customTags: { a: { literal: { value: 'b' } } },
      },
    ],
  }),
  httpRoute({
    parentRefs: [{ name: 'gateway', sectionName: 'http' }],
    hostnames: ['*.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/a' }, headers: [{ name: 'x', value: 'y' }] }],
        backendRefs: [{ name: 'reviews', port: 9080, weight: 1 }],
        timeouts: { request: '10s' },
      },
    ],
  }),
  object('gateway.networking.k8s.io/v1', 'Gateway', {
    gatewayClassName: 'istio',
    addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
    listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }],
  }),
  object('argoproj.io/v1alpha1', 'Application', {
    project: 'default',
    destination: { server: 'https://kubernetes.default.svc', namespace: 'a' },
    source: { repoURL: 'https://git.example.com/a.git', path: 'dist/demo', targetRevision: 'main' },
    syncPolicy: { automated: { prune: true }, retry: { limit: 5, backoff: { duration: '5s', factor: 2 } } },
  }),
];

describe('what the API server would refuse', () => {
  const cases: readonly (readonly [title: string, wrong: ReturnType<typeof object>, message: string, right: object])[] =
    [
      [
        'unknown field',
        destinationRule({ host: 'a', trafficPolicy: { loadbalancer: {} } }),
        'IST0106 [a] spec.trafficPolicy has no field "loadbalancer"; write "loadBalancer"',
        destinationRule({ host: 'a', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }),
      ],
      [
        'type',
        virtualService({ http: [{ route: [{ destination: { host: 'a' }, weight: '90' }] }] }),
        'IST0106 [a] spec.http[0].route[0].weight is "90"; give a whole number',
        virtualService({ http: [{ route: [{ destination: { host: 'a' }, weight: 90 }] }] }),
      ],
      [
        'choice',
        destinationRule({ host: 'a', trafficPolicy: { tls: { mode: 'STRICT' } } }),
        'IST0106 [a] spec.trafficPolicy.tls.mode is "STRICT"; give one of "DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"',
        destinationRule({ host: 'a', trafficPolicy: { tls: { mode: 'SIMPLE' } } }),
      ],
      [
        'two alternatives',
        virtualService({ http: [{ match: [{ uri: { exact: '/a', prefix: '/b' } }] }] }),
        'IST0106 [a] spec.http[0].match[0].uri has exact and prefix; keep one of them',
        virtualService({ http: [{ match: [{ uri: { prefix: '/b' } }] }] }),
      ],
      [
        'missing field',
        destinationRule({ subsets: [] }),
        'IST0106 [a] spec has no host; add it',
        destinationRule({ host: 'a', subsets: [] }),
      ],
      [
        'number out of range',
        httpRoute({ rules: [{ backendRefs: [{ name: 'a', port: 0 }] }] }),
        'IST0106 [a] spec.rules[0].backendRefs[0].port is 0; give at least 1',
        httpRoute({ rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] }),
      ],
      [
        'pattern',
        httpRoute({ rules: [{ timeouts: { request: '10 s' } }] }),
        'IST0106 [a] spec.rules[0].timeouts.request is "10 s"; give what matches ^([0-9]{1,5}(h|m|s|ms)){1,4}$',
        httpRoute({ rules: [{ timeouts: { request: '10s' } }] }),
      ],
      [
        'two entries of one name',
        object('gateway.networking.k8s.io/v1', 'Gateway', {
          gatewayClassName: 'istio',
          listeners: [1, 2].map((n) => ({ name: 'http', port: n, protocol: 'HTTP' })),
        }),
        'IST0106 [a] spec.listeners[1] repeats an earlier entry (same name); drop one of them',
        object('gateway.networking.k8s.io/v1', 'Gateway', {
          gatewayClassName: 'istio',
          listeners: [1, 2].map((n) => ({ name: `http-${n}`, port: n, protocol: 'HTTP' })),
        }),
      ],
    ];
  test.each(cases)('%s', (_title, wrong, text, right) => {
    expect(schemaProblems(wrong).map((problem) => message(problem, 'a'))).toEqual([text]);
    expect(schemaProblems(right as typeof wrong)).toEqual([]);
  });

  test('nothing of what is right, and nothing of other kinds', () => {
    for (const right of VALID) expect([right.kind, schemaProblems(right)]).toEqual([right.kind, []]);
    expect(schemaProblems(object('apps/v1', 'Deployment', { replicas: 'many' }))).toEqual([]);
  });
});

test('synth names the construct whose object is wrong', () => {
  const route = (chart: Chart, exact: string) =>
    new VirtualService(chart, 'Route', {
      metadata: { name: 'reviews', namespace: 'bookinfo' },
      spec: { http: [{ match: [{ uri: { prefix: '/', exact } }] }] },
    });
  const problems = (exact?: string) => {
    const chart = new Chart(new MeshApp(), 'acme');
    route(chart, exact as string);
    checkSchemas(chart);
    return problemsOf(chart);
  };
  expect(problems('/')).toEqual([
    'IST0106 [acme/Route] spec.http[0].match[0].uri has exact and prefix; keep one of them',
  ]);
  expect(problems()).toEqual([]);
});

test('ajv judges every change of every field in the same way', () => {
  let refused = 0;
  for (const right of VALID) {
    const judge = ajvFor(right.apiVersion, right.kind);
    for (const changed of changes(right.spec)) {
      const wrong = { ...right, spec: changed };
      const problems = schemaProblems(wrong as typeof right);
      expect([changed, problems.length === 0, problems]).toEqual([changed, judge(wrong), expect.anything()]);
      refused += problems.length > 0 ? 1 : 0;
    }
  }
  expect(refused).toBeGreaterThan(500);
});

/** The value with each of its parts in turn dropped, renamed or replaced by values of every type. */
function* changes(value: unknown): Generator<unknown> {
  yield* ['text', '', -1, 70000.5, true, [], {}, [1], { unknown: 1 }];
  if (Array.isArray(value))
    for (const [i, item] of value.entries())
      for (const changed of changes(item)) yield value.map((other, j) => (i === j ? changed : other));
  if (isBlock(value))
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _dropped, ...rest } = value;
      yield rest;
      yield { ...rest, [`${key}x`]: item };
      for (const changed of changes(item)) yield { ...rest, [key]: changed };
    }
}

function ajvFor(apiVersion: string, kind: string): (value: unknown) => boolean {
  const [group, version] = apiVersion.split('/');
  const crds: readonly Printed[] = [...istio, ...gatewayApi, ...argocd];
  const crd = crds.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  const { schema } = crd.spec.versions.find(({ name }: Printed) => name === version);
  const ajv = new Ajv({ strict: false, unicodeRegExp: true, formats: { ipv4: /^\d+(\.\d+){3}$/, ipv6: /:/ } });
  for (const format of ['int32', 'int64', 'double', 'byte', 'date-time']) ajv.addFormat(format, true);
  const { spec } = schema.openAPIV3Schema.properties;
  const validate = ajv.compile({ type: 'object', required: ['spec'], properties: { spec: closed(spec) } });
  return (value) => validate(value) === true;
}

/** The same schema for a validator that lets unknown fields pass and knows no defaults. */
function closed(schema: unknown, alternative = false): unknown {
  if (!isBlock(schema)) return schema;
  const { properties, required, ...rest } = schema;
  const fields = isBlock(properties) ? properties : {};
  const hasDefault = (name: unknown) => isBlock(fields[String(name)]) && 'default' in (fields[String(name)] as object);
  const open =
    alternative || rest['x-kubernetes-preserve-unknown-fields'] || rest['additionalProperties'] !== undefined;
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        Array.isArray(value) && key !== 'enum'
          ? value.map((item) => closed(item, true))
          : closed(value, alternative || key === 'not'),
      ]),
    ),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(fields).map(([key, value]) => [key, closed(value, alternative)]),
          ),
          ...(open ? {} : { additionalProperties: false }),
        }),
    ...(Array.isArray(required) ? { required: required.filter((name) => alternative || !hasDefault(name)) } : {}),
  };
}
