import { describe, expect, test } from '@jest/globals';
import { synth } from '../../../test/synth';
import { Route } from '../route/route';
import { Allow } from '../security/authorization';
import { Microservice } from '../services/microservice';
import { type Injection, MeshNamespace } from '../services/namespace';
import { Waypoint } from './waypoint';

const shop = (injection: Injection, more: (namespace: MeshNamespace, web: Microservice) => void = () => {}) =>
  synth((chart) => {
    const namespace = new MeshNamespace(chart, 'shop', { injection });
    const web = new Microservice(namespace, 'web', {
      ports: [{ port: 80, name: 'http', protocol: 'HTTP' }],
      versions: { v1: { image: 'web' }, v2: { image: 'web' } },
    });
    more(namespace, web);
  });
const onlyGet = (namespace: MeshNamespace, web: Microservice) =>
  new Allow(namespace, 'read', { workload: web, rules: [{ to: { methods: ['GET'] } }] });
const retried = (namespace: MeshNamespace, web: Microservice) =>
  new Route(namespace, 'retried', { service: web, http: [{ to: web, retries: { attempts: 2 } }] });

describe('one switch moves a namespace from sidecars to ambient mode', () => {
  const withRules = (namespace: MeshNamespace, web: Microservice) => {
    if (namespace.injection === 'ambient') new Waypoint(namespace, 'Waypoint').serve(namespace);
    onlyGet(namespace, web);
  };

  test('labels follow, and rules about requests go from the pods to the waypoint', () => {
    const sidecars = shop(true, withRules);
    expect(sidecars['Namespace/shop'].metadata.labels).toEqual({ 'istio-injection': 'enabled' });
    expect(sidecars['AuthorizationPolicy/read'].spec.selector).toEqual({ matchLabels: { app: 'web' } });
    const ambient = shop('ambient', withRules);
    expect(ambient['Namespace/shop'].metadata.labels).toEqual({
      'istio.io/dataplane-mode': 'ambient',
      'istio.io/use-waypoint': 'waypoint',
    });
    expect(ambient['AuthorizationPolicy/read'].spec).toMatchObject({ targetRefs: [{ kind: 'Service', name: 'web' }] });
    expect(ambient['AuthorizationPolicy/read'].spec.selector).toBeUndefined();
    expect(ambient['Gateway/waypoint'].spec).toMatchObject({
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
    });
  });
});

describe('what reads requests in ambient mode has a waypoint', () => {
  test('rules and routes without one are refused; with sidecars they need none', () => {
    expect(() => shop('ambient', onlyGet)).toThrow('MESH670 [test/shop/read] policy read reads requests to web');
    expect(() => shop('ambient', retried)).toThrow(
      /MESH670 \[test\/shop\/retried\] route retried reads requests to web/,
    );
    expect(() => shop(true, onlyGet)).not.toThrow();
    const served = (namespace: MeshNamespace, web: Microservice) => {
      new Waypoint(namespace, 'Waypoint').serve(web);
      onlyGet(namespace, web);
      retried(namespace, web);
    };
    expect(shop('ambient', served)['Service/web'].metadata.labels['istio.io/use-waypoint']).toBe('waypoint');
  });

  test.each([
    ['service', true],
    ['all', true],
    ['workload', false],
    ['none', false],
  ] as const)('a waypoint for %s reads requests to services: %s', (what, isRead) => {
    const served = (more: typeof onlyGet) => () =>
      shop('ambient', (namespace, web) => {
        new Waypoint(namespace, 'Waypoint', { for: what }).serve(namespace);
        more(namespace, web);
      });
    for (const more of [onlyGet, retried])
      if (isRead) expect(served(more)).not.toThrow();
      else expect(served(more)).toThrow('MESH670');
  });

  test('a rule about requests to all pods is held by nobody; one about connections is held by ztunnel', () => {
    const everywhere = (to: { methods: ['GET'] } | { ports: [80] }) => () =>
      shop('ambient', (namespace) => new Allow(namespace, 'all', { rules: [{ to }] }));
    expect(everywhere({ methods: ['GET'] })).toThrow('MESH940 [test/shop/all] pods of shop have no proxy of their own');
    expect(everywhere({ ports: [80] })).not.toThrow();
  });
});

test('a waypoint is shared across namespaces on purpose only, and is there', () => {
  const across = (shared: boolean) => () =>
    shop('ambient', (namespace) => {
      const edge = new MeshNamespace(namespace.node.scope ?? namespace, 'edge', { injection: 'ambient' });
      new Waypoint(edge, 'Waypoint', { shared }).serve(namespace);
    });
  expect(across(false)).toThrow('MESH673 [test/shop/Namespace] waypoint edge/waypoint serves its own namespace only');
  expect(across(true)()['Namespace/shop'].metadata.labels).toMatchObject({
    'istio.io/use-waypoint': 'waypoint',
    'istio.io/use-waypoint-namespace': 'edge',
  });
  const gone = () =>
    shop('ambient', (namespace, web) => {
      namespace.label('istio.io/use-waypoint', 'gone');
      onlyGet(namespace, web);
    });
  expect(gone).toThrow('MESH672 [test/shop/Namespace] waypoint shop/gone is used but not there');
});
