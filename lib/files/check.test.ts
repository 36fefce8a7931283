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
const pods = (spec: string, metadata = 'labels: { app: other }', kind = 'Deployment') =>
  object(
    'apps/v1',
    kind,
    'name: other, namespace: shop',
    `spec: { selector: { matchLabels: { app: other } }, template: { metadata: { ${metadata} }, spec: ${spec} } }`,
  );
const service = (name: string, spec: string, metadata = '') =>
  object('v1', 'Service', `name: ${name}, namespace: shop${metadata}`, `spec: ${spec}`);
const namespace = (labels: string) => object('v1', 'Namespace', `name: other, labels: { ${labels} }`, '');
const injector = (name: string, hooks: string) =>
  object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', `name: ${name}`, `webhooks: [${hooks}]`);
const hook = (name: string, config: string, selector = 'matchLabels: { istio.io/rev: one }') =>
  `{ name: ${name}, clientConfig: { ${config} }, namespaceSelector: { ${selector} } }`;
const policy = (kind: string, spec: string, name = 'a') =>
  object(
    kind === 'Telemetry' ? 'telemetry.istio.io/v1' : 'security.istio.io/v1',
    kind,
    `name: ${name}, namespace: shop`,
    `spec: ${spec}`,
  );
const to = (host: string, more = '') => `{ destination: { host: ${host}${more} } }`;
const ISTIOD = service('istiod', '{ ports: [{ name: https, port: 443 }] }');
const tls = (credential: string) =>
  `{ selector: { app: cart }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [${credential}.example.com], tls: { mode: SIMPLE, credentialName: same } }] }`;

/** Of each code a failing example, and one that is close to it and right. */
const TWINS: Readonly<Record<string, readonly [wrong: string, right: string]>> = {
  IST0002: [
    route(`{ hosts: [cart], http: [{ fault: { delay: { percent: 5, fixedDelay: 1s } }, route: [${to('cart')}] }] }`),
    route(
      `{ hosts: [cart], http: [{ fault: { delay: { percentage: { value: 5 }, fixedDelay: 1s } }, route: [${to('cart')}] }] }`,
    ),
  ],
  IST0101: [
    route(`{ hosts: [cart], http: [{ route: [${to('crat')}] }] }`),
    route(`{ hosts: [cart], http: [{ route: [${to('cart')}] }] }`),
  ],
  IST0102: [namespace('team: a'), namespace('istio-injection: disabled')],
  IST0107: [
    service('b', '{ ports: [{ name: http, port: 80 }] }', ', annotations: { sidecar.istio.io/proxyCPU: 100m }'),
    pods(
      '{ containers: [{ name: a, image: a }] }',
      'labels: { app: other }, annotations: { sidecar.istio.io/proxyCPU: 100m }',
    ),
  ],
  IST0108: [
    service('b', '{ ports: [{ name: http, port: 80 }] }', ', annotations: { networking.istio.io/exportsTo: "." }'),
    service('b', '{ ports: [{ name: http, port: 80 }] }', ', annotations: { networking.istio.io/exportTo: "." }'),
  ],
  IST0116: [
    service('b', '{ selector: { app: cart }, ports: [{ name: udp-a, port: 80, targetPort: 8080, protocol: UDP }] }'),
    service('b', '{ selector: { app: cart }, ports: [{ name: udp-a, port: 53, targetPort: 53, protocol: UDP }] }'),
  ],
  IST0118: [
    service('b', '{ ports: [{ name: web, port: 8080 }] }'),
    service('b', '{ ports: [{ name: http-web, port: 8080 }] }'),
  ],
  IST0123: [namespace('istio-injection: enabled, istio.io/rev: a'), namespace('istio.io/rev: a')],
  IST0125: [
    pods(
      '{ containers: [{ name: a, image: a }] }',
      'labels: { app: other }, annotations: { sidecar.istio.io/proxyCPU: much }',
    ),
    pods(
      '{ containers: [{ name: a, image: a }] }',
      'labels: { app: other }, annotations: { sidecar.istio.io/proxyCPU: 100m }',
    ),
  ],
  IST0128: [
    istio('DestinationRule', 'a', '{ host: cart, trafficPolicy: { tls: { mode: SIMPLE } } }'),
    istio('DestinationRule', 'a', '{ host: cart, trafficPolicy: { tls: { mode: SIMPLE, caCertificates: system } } }'),
  ],
  IST0129: [
    istio(
      'DestinationRule',
      'a',
      '{ host: cart, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE, credentialName: a } }] } }',
    ),
    istio(
      'DestinationRule',
      'a',
      '{ host: cart, workloadSelector: { matchLabels: { app: cart } }, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE, credentialName: a } }] } }',
    ),
  ],
  IST0131: [
    route(
      `{ hosts: [cart], http: [{ match: [{ uri: { prefix: /a } }], route: [${to('cart')}] }, { match: [{ uri: { prefix: /a/b } }, { uri: { prefix: /c } }], route: [${to('cart')}] }] }`,
    ),
    route(
      `{ hosts: [cart], http: [{ match: [{ uri: { prefix: /a/b } }], route: [${to('cart')}] }, { match: [{ uri: { prefix: /a } }, { uri: { prefix: /c } }], route: [${to('cart')}] }] }`,
    ),
  ],
  IST0135: [
    pods(
      '{ containers: [{ name: a, image: a }] }',
      'labels: { app: other }, annotations: { sidecar.istio.io/inject: "true" }',
    ),
    pods('{ containers: [{ name: a, image: a }] }', 'labels: { app: other, sidecar.istio.io/inject: "true" }'),
  ],
  IST0137: [
    service('b', '{ selector: { app: cart }, ports: [{ name: http, port: 81, targetPort: 80 }] }'),
    service('b', '{ selector: { app: cart }, ports: [{ name: http, port: 81, targetPort: 81 }] }'),
  ],
  IST0138: [
    istio('Gateway', 'a', tls('a')) + istio('Gateway', 'b', tls('b')),
    istio('Gateway', 'a', tls('a')) + istio('Gateway', 'b', tls('b').replace('same', 'other')),
  ],
  IST0139: [
    ISTIOD +
      injector('a', hook('a.istio.io', 'service: { name: istiod, namespace: shop }')) +
      injector('b', hook('b.istio.io', 'service: { name: istiod, namespace: shop }')),
    ISTIOD +
      injector('a', hook('a.istio.io', 'service: { name: istiod, namespace: shop }')) +
      injector(
        'b',
        hook('b.istio.io', 'service: { name: istiod, namespace: shop }', 'matchLabels: { istio.io/rev: two }'),
      ),
  ],
  IST0140: [
    istio('DestinationRule', 'a', '{ host: cart, subsets: [{ name: v1, labels: { version: v1 } }] }') +
      route(`{ hosts: [cart], http: [{ route: [${to('cart', ', subset: v1')}] }] }`) +
      istio(
        'Gateway',
        'edge',
        '{ selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [example.com] }] }',
      ) +
      route(`{ hosts: [example.com], gateways: [edge], http: [{ route: [${to('cart')}] }] }`, 'entry'),
    istio('DestinationRule', 'a', '{ host: cart, subsets: [{ name: v1, labels: { version: v1 } }] }') +
      route(`{ hosts: [cart], http: [{ route: [${to('cart', ', subset: v1')}] }] }`) +
      istio(
        'Gateway',
        'edge',
        '{ selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [example.com] }] }',
      ) +
      route(`{ hosts: [example.com], gateways: [edge], http: [{ route: [${to('cart', ', subset: v1')}] }] }`, 'entry'),
  ],
  IST0144: [
    pods('{ containers: [{ name: a, image: a, securityContext: { runAsUser: 1337 } }] }'),
    pods('{ containers: [{ name: a, image: a, securityContext: { runAsUser: 1338 } }] }'),
  ],
  IST0146: [
    ISTIOD +
      injector('a', hook('a.istio.io', 'service: { name: istiod, namespace: shop }')) +
      pods('{ containers: [{ name: istio-proxy, image: auto }] }'),
    ISTIOD +
      injector(
        'a',
        hook('a.istio.io', 'service: { name: istiod, namespace: shop }', 'matchLabels: { istio-injection: enabled }'),
      ) +
      pods('{ containers: [{ name: istio-proxy, image: auto }] }'),
  ],
  IST0148: [
    object(
      'v1',
      'ConfigMap',
      'name: istio-sidecar-injector, namespace: istio-system',
      `data: { values: '{"sidecarInjectorWebhook":{"enableNamespacesByDefault":true}}' }`,
    ) + namespace('team: a'),
    object(
      'v1',
      'ConfigMap',
      'name: istio-sidecar-injector, namespace: istio-system',
      `data: { values: '{"sidecarInjectorWebhook":{"enableNamespacesByDefault":true}}' }`,
    ) + namespace('istio-injection: enabled'),
  ],
  IST0150: [
    service('b', '{ type: ExternalName, externalName: a.example.com, ports: [{ name: tcp, port: 443 }] }'),
    service('b', '{ type: ExternalName, externalName: a.example.com, ports: [{ name: tls, port: 443 }] }'),
  ],
  IST0157: [
    policy('Telemetry', '{ accessLogging: [{ filter: { expression: response.code >= 400 } }] }'),
    policy('Telemetry', '{ accessLogging: [{ providers: [{ name: envoy }] }] }'),
  ],
  IST0163: [
    injector('istio-sidecar-injector', hook('a.istio.io', '')),
    injector('istio-sidecar-injector', hook('a.istio.io', 'url: "https://istiod.example.com/inject"')),
  ],
  IST0164: [
    injector('istio-sidecar-injector', hook('a.istio.io', 'url: "https://192.0.2.1/inject"')),
    injector('istio-sidecar-injector', hook('a.istio.io', 'url: "https://istiod.example.com/inject"')),
  ],
  IST0165: [
    route(
      `{ hosts: [a.example.com], gateways: [shop/edge-istio-autogenerated-k8s-gateway-http], http: [{ route: [${to('cart')}] }] }`,
    ),
    route(`{ hosts: [cart], http: [{ route: [${to('cart')}] }] }`),
  ],
  IST0166: [
    pods(
      '{ containers: [{ name: a, image: a }] }',
      'labels: { app: other, gateway.networking.k8s.io/gateway-name: edge }',
    ) + policy('AuthorizationPolicy', '{ selector: { matchLabels: { app: other } } }'),
    pods('{ containers: [{ name: a, image: a }] }') +
      policy('AuthorizationPolicy', '{ selector: { matchLabels: { app: other } } }'),
  ],
  IST0167: [
    object('v1', 'Namespace', 'name: calm, labels: { istio.io/dataplane-mode: ambient }', '') +
      istio('Sidecar', 'a', '{ egress: [{ hosts: ["./*"] }] }', 'calm'),
    istio('Sidecar', 'a', '{ egress: [{ hosts: ["./*"] }] }'),
  ],
  IST0174: [istio('DestinationRule', 'a', '{ host: crat }'), istio('DestinationRule', 'a', '{ host: cart }')],
};

describe('what Istio says of a cluster is said of files', () => {
  test.each(Object.entries(TWINS))('%s', (code, [wrong, right]) => {
    expect(codes(wrong)).toContain(code);
    expect(codes(right)).not.toContain(code);
  });

  test('what an installation brings, and what is named as elsewhere, is not missing', () => {
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
    const bad = TWINS['IST0108']?.[0] ?? '';
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
