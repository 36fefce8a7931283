import { describe, expect, test } from '@jest/globals';
import { checkFiles } from './check';
import { textSources } from './sources';

const object = (kind: string, name: string, spec: string, namespace = 'namespace: shop') => {
  const group = {
    Gateway: 'networking',
    VirtualService: 'networking',
    DestinationRule: 'networking',
    Sidecar: 'networking',
  };
  const of = (group as Record<string, string>)[kind];
  const version =
    kind === 'HTTPRoute'
      ? 'gateway.networking.k8s.io/v1'
      : ['Service', 'Namespace', 'Pod'].includes(kind)
        ? 'v1'
        : `${of ?? (kind === 'Telemetry' ? 'telemetry' : 'security')}.istio.io/v1`;
  return `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: ${name}, ${namespace} }\nspec: ${spec}\n---\n`;
};
const found = (yaml: string, options = {}) => checkFiles(textSources('mesh.yaml', yaml, true).objects, options);
const said = (yaml: string, options = {}) =>
  found(yaml, options).map(({ problem: { code }, severity, object: of }) => `${severity} ${code} ${of}`);

const OWN =
  object('Service', 'own', '{ selector: { app: own }, ports: [{ name: http, port: 80 }] }') +
  object('Pod', 'own', '{ containers: [{ name: own, image: own }] }').replace('own, ', 'own, labels: { app: own }, ');
const to = (host: string, more = '') => `http: [{ route: [{ destination: { host: ${host}${more} } }] }]`;

/** Each names something that is not among the files: where it would be, and by which names others may bring it. */
const LACKING: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  [
    'a host',
    object('VirtualService', 'a', `{ hosts: [cart], ${to('cart')} }`),
    ['shop', 'shop/cart'],
    ['shop/other', 'edge'],
  ],
  [
    'a host outside',
    object('VirtualService', 'a', `{ hosts: [a.b.example], ${to('a.b.example')} }`),
    ['a.b.example'],
    ['shop'],
  ],
  [
    'a subset',
    object('VirtualService', 'a', `{ hosts: [own], ${to('own', ', subset: v1')} }`),
    ['shop', 'shop/own'],
    ['edge'],
  ],
  [
    "a rule's host",
    object('DestinationRule', 'a', '{ host: cart.prod.svc.cluster.local }'),
    ['prod', 'prod/cart'],
    ['shop'],
  ],
  [
    'pods of a subset',
    object('DestinationRule', 'a', '{ host: own, subsets: [{ name: v1, labels: { version: v1 } }] }'),
    ['shop'],
    ['edge'],
  ],
  [
    'pods of a policy',
    object('PeerAuthentication', 'a', '{ selector: { matchLabels: { app: b } } }'),
    ['shop'],
    ['edge', 'shop/b'],
  ],
  [
    'pods of telemetry',
    object('Telemetry', 'a', '{ selector: { matchLabels: { app: b } }, tracing: [{ disableSpanReporting: true }] }'),
    ['shop'],
    ['edge'],
  ],
  [
    'pods of a Sidecar',
    object('Sidecar', 'a', '{ workloadSelector: { labels: { app: b } }, egress: [{ hosts: ["./*"] }] }'),
    ['shop'],
    ['edge'],
  ],
  [
    'pods of a Gateway',
    object(
      'Gateway',
      'a',
      '{ selector: { istio: mine }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }',
    ),
    ['edge', 'shop'],
    ['edge/mine'],
  ],
  [
    'a Gateway',
    object(
      'HTTPRoute',
      'a',
      '{ parentRefs: [{ name: gw, namespace: edge }], rules: [{ backendRefs: [{ name: own, port: 80 }] }] }',
    ),
    ['edge', 'edge/gw'],
    ['shop'],
  ],
  [
    "Istio's Gateway",
    object('VirtualService', 'a', `{ hosts: ["*"], gateways: [edge/gw], ${to('own')} }`),
    ['edge', 'edge/gw'],
    ['shop'],
  ],
  [
    'a Service',
    object(
      'HTTPRoute',
      'a',
      '{ parentRefs: [{ name: own, kind: Service, group: "" }], rules: [{ backendRefs: [{ name: back, port: 80 }] }] }',
    ),
    ['shop', 'shop/back'],
    ['edge'],
  ],
  [
    'a namespace',
    object('AuthorizationPolicy', 'a', '{ rules: [{ from: [{ source: { namespaces: [team] } }] }] }'),
    ['team'],
    ['shop'],
  ],
];

describe('what is not among the files', () => {
  test.each(LACKING)('%s is missing, unless others bring it', (_, yaml, brought, others) => {
    const [one, ...more] = found(OWN + yaml);
    expect([one?.problem.code, more]).toEqual([expect.stringMatching(/^IST01(01|27|73|74)$/), []]);
    expect(one?.problem.remedy).toMatch(/, or say --elsewhere \S+ if others bring it$/);
    for (const name of brought) expect([name, found(OWN + yaml, { elsewhere: [name] })]).toEqual([name, []]);
    for (const name of others) expect([name, found(OWN + yaml, { elsewhere: [name] })]).toEqual([name, [one]]);
  });

  test('warns where nobody writes any of its kind, and is an error where others of its kind are', () => {
    const route = object('VirtualService', 'a', `{ hosts: [cart], ${to('cart')} }`);
    expect(said(route)).toEqual(['warning IST0101 VirtualService shop/a']);
    expect(said(OWN + route)).toEqual(['error IST0101 VirtualService shop/a']);
    const policy = object('PeerAuthentication', 'a', '{ selector: { matchLabels: { app: b } } }');
    expect(said(policy)).toEqual(['warning IST0127 PeerAuthentication shop/a']);
    expect(said(OWN + policy)).toEqual(['error IST0127 PeerAuthentication shop/a']);
  });

  test("an installation's gateway is not taken for granted where others say that they bring it", () => {
    const gateway = object(
      'Gateway',
      'a',
      '{ selector: { istio: ingressgateway }, servers: [{ port: { number: 31400, name: tcp, protocol: TCP }, hosts: ["*"] }] }',
    );
    expect(said(gateway)).toEqual(['warning IST0162 Gateway shop/a']);
    expect(said(gateway, { elsewhere: ['istio-system'] })).toEqual([]);
  });
});

describe('what is there', () => {
  test('in a namespace that is not written: that of kubectl, or another', () => {
    const service = object('Service', 'cart', '{ selector: { app: cart }, ports: [{ name: http, port: 80 }] }', '');
    const route = (namespace: string) =>
      object('VirtualService', 'a', `{ hosts: [b.example], ${to(`cart.${namespace}.svc.cluster.local`)} }`);
    expect(said(service + route('default'))).toEqual([]);
    expect(said(service + route('team'))).toEqual(['error IST0101 VirtualService shop/a']);
    expect(said(service + route('team'), { namespace: 'team' })).toEqual([]);
  });

  test.each(['"*.local"', '"*.shop.svc.cluster.local"', '"*"'])('a rule for the hosts %s is for some', (host) => {
    expect(said(OWN + object('DestinationRule', 'a', `{ host: ${host} }`))).toEqual([]);
  });
  test('a rule for hosts of nobody is not', () => {
    expect(said(OWN + object('DestinationRule', 'a', '{ host: "*.example.com" }'))).toEqual([
      'warning IST0174 DestinationRule shop/a',
    ]);
  });

  test.each(['shop', 'default', 'kube-system', 'team'])('the namespace %s', (name) => {
    const policy = object('AuthorizationPolicy', 'a', `{ rules: [{ from: [{ source: { namespaces: [${name}] } }] }] }`);
    const team =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: team, labels: { istio-injection: enabled } }\n---\n';
    expect(said(OWN + team + policy)).toEqual([]);
    expect(said(OWN + team + policy.replace(`[${name}]`, '[teem]'))).toEqual([
      'error IST0101 AuthorizationPolicy shop/a',
    ]);
  });
});

test('an object that is written twice is one mistake, and contradicts itself in nothing else', () => {
  const twice = (kind: string, spec: string) => said(OWN + object(kind, 'own', spec).repeat(2));
  expect(twice('VirtualService', `{ hosts: [own], ${to('own')} }`)).toEqual(['error MESH003 VirtualService shop/own']);
  expect(twice('DestinationRule', '{ host: own, trafficPolicy: { loadBalancer: { simple: RANDOM } } }')).toEqual([
    'error MESH003 DestinationRule shop/own',
  ]);
  expect(twice('PeerAuthentication', '{ mtls: { mode: STRICT } }')).toEqual([
    'error MESH003 PeerAuthentication shop/own',
  ]);
});
