import { describe, expect, test } from '@jest/globals';
import { ApiObject, JsonPatch } from 'cdk8s';
import { shop } from '../../../test/mesh/routed-shop';
import { ExternalService } from '../../mesh/edge/external-service';
import type { Listeners } from '../../mesh/edge/listeners';
import { Route } from '../../mesh/route/route';
import { route } from '../routes/route';

const API = 'gateway.networking.k8s.io';

/** What the first listener lets, as no construct says it. */
function said(gateway: Listeners, field: string, value: unknown): void {
  const object = gateway.node.findAll().find((one): one is ApiObject => one instanceof ApiObject);
  object?.addJsonPatch(JsonPatch.add(`/spec/listeners/0/allowedRoutes/${field}`, value));
}

/** Routes of the Gateway API as they are written, in the namespace `other`, for a gateway and services of `shop`. */
function raw() {
  const made = shop();
  const gateway = made.listen(['*'], 'gateway-api');
  said(gateway, 'namespaces', { from: 'All' });
  const write = (kind: string, name: string, spec: object, namespace = 'other') =>
    new ApiObject(made.chart, `${kind}-${name}`, {
      apiVersion: `${API}/v1`,
      kind,
      metadata: { name, namespace },
      spec,
    });
  const front = { name: 'front', namespace: 'shop' };
  const cart = { name: 'cart', namespace: 'shop', port: 80 };
  const web = { name: 'web', namespace: 'other', port: 80 };
  const grant = (kind: string, to: object = {}) =>
    write(
      'ReferenceGrant',
      'grant',
      {
        from: [{ group: API, kind, namespace: 'other' }],
        to: [{ group: '', kind: 'Service', ...to }],
      },
      'shop',
    );
  const enter = () => route(made.chart, { host: 'a.example.com', gateway });
  return { ...made, gateway, write, front, backend: { cart, web }, grant, enter };
}

describe.each(['HTTPRoute', 'GRPCRoute'])('%s: a Service of another namespace', (kind) => {
  test('is answered with 500 by gateways where no ReferenceGrant lets the route', () => {
    const { write, front, backend, enter } = raw();
    write(kind, 'r', { parentRefs: [front], rules: [{ backendRefs: [backend.cart] }] });
    expect(enter()).toBeAnswered(500);
  });

  test('is 500 too where only one without a share may be asked', () => {
    const { write, front, backend, enter } = raw();
    write(kind, 'r', { parentRefs: [front], rules: [{ backendRefs: [backend.cart, { ...backend.web, weight: 0 }] }] });
    expect(enter()).toBeAnswered(500);
  });

  test('is left out of the shares', () => {
    const { write, front, backend, enter, web } = raw();
    write(kind, 'r', { parentRefs: [front], rules: [{ backendRefs: [backend.cart, backend.web] }] });
    expect(enter()).toReach(web, 50);
  });

  test.each([
    ['for all', {}, true],
    ['by name', { name: 'cart' }, true],
    ['for another one', { name: 'cart-v1' }, false],
  ])('is asked by leave of a ReferenceGrant %s', (_for, to, isAsked) => {
    const { write, front, backend, grant, enter } = raw();
    write(kind, 'r', { parentRefs: [front], rules: [{ backendRefs: [backend.cart] }] });
    grant(kind, to);
    expect(enter().status).toBe(isAsked ? undefined : 500);
  });

  test('is asked inside the mesh without any', () => {
    const { chart, write, backend, web, cart } = raw();
    const parentRefs = [{ group: '', kind: 'Service', name: 'web', port: 80 }];
    write(kind, 'r', { parentRefs, rules: [{ backendRefs: [backend.cart] }] });
    expect(route(chart, { host: web, from: web })).toReach(cart);
  });
});

describe('a mirror that may not be asked', () => {
  const rules = ({ cart, web }: ReturnType<typeof raw>['backend']) => [
    { backendRefs: [web], filters: [{ type: 'RequestMirror', requestMirror: { backendRef: cart } }] },
  ];

  test('is left out of an HTTPRoute', () => {
    const { write, front, backend, enter, web } = raw();
    write('HTTPRoute', 'r', { parentRefs: [front], rules: rules(backend) });
    expect(enter()).toReach(web);
    expect(enter().mirrors).toEqual([]);
  });

  test('has istiod give up a GRPCRoute', () => {
    const { write, front, backend, enter } = raw();
    write('GRPCRoute', 'r', { parentRefs: [front], rules: rules(backend) });
    expect(enter()).toBeAnswered(404);
  });
});

test('a host outside is asked from every namespace, and copied to from its own alone', () => {
  const { chart, namespace, write, web } = raw();
  new ExternalService(namespace, 'api', { hosts: ['api.example.org'], ports: web.ports });
  const backendRef = { group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.org', port: 80 };
  const parentRefs = [{ group: '', kind: 'Service', name: 'web', port: 80 }];
  const filters = [{ type: 'RequestMirror', requestMirror: { backendRef } }];
  write('HTTPRoute', 'r', { parentRefs, rules: [{ backendRefs: [backendRef], filters }] });
  const { targets, mirrors } = route(chart, { host: web, from: web });
  expect(targets.map(({ host }) => host)).toEqual(['api.example.org']);
  expect(mirrors).toEqual([]);
});

test.each([
  ['cart', true],
  ['web', false],
] as const)(
  'a host that is exported elsewhere is known to callers beside it whom a route leads there: %s',
  (caller, isKnown) => {
    const { chart, namespace, write, ...services } = raw();
    const { ports } = services.web;
    new ExternalService(namespace, 'api', { hosts: ['api.example.org'], ports, exportTo: ['third'] });
    const backendRefs = [{ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.org', port: 80 }];
    const parentRefs = [{ group: '', kind: 'Service', name: 'web', namespace: 'other', port: 80 }];
    write('HTTPRoute', 'r', { parentRefs, rules: [{ backendRefs }] });
    expect(route(chart, { host: 'web.other', from: services[caller] }).status).toBe(isKnown ? undefined : 500);
  },
);

test('a route for a ServiceEntry is for its hosts', () => {
  const { chart, other, write, web } = raw();
  new ExternalService(other, 'api', { hosts: ['api.example.org'], ports: web.ports });
  const parentRefs = [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'api' }];
  write('HTTPRoute', 'r', { parentRefs, rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] });
  expect(route(chart, { host: 'api.example.org', from: web })).toReach(web);
});

test('a route for a ServiceEntry with a wildcard counts for nobody', () => {
  const { chart, other, write, web } = raw();
  new ExternalService(other, 'api', { hosts: ['*.example.org'], ports: web.ports, resolution: 'NONE' });
  const parentRefs = [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'api' }];
  write('HTTPRoute', 'r', { parentRefs, rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] });
  const { targets } = route(chart, { host: 'api.example.org', from: web });
  expect(targets.map(({ host }) => host)).toEqual(['*.example.org']);
});

test.each([
  [{ sectionName: 'http' }, true],
  [{ sectionName: 'https' }, false],
  [{ port: 80 }, true],
  [{ port: 81 }, false],
])('a route names a listener: %j', (which, isThere) => {
  const { write, front, backend, enter } = raw();
  write('HTTPRoute', 'r', { parentRefs: [{ ...front, ...which }], rules: [{ backendRefs: [backend.web] }] });
  expect(enter().status).toBe(isThere ? undefined : 404);
});

test('a listener takes the kinds of routes that it says', () => {
  const { gateway, write, front, backend, enter, web } = raw();
  said(gateway, 'kinds', [{ kind: 'GRPCRoute' }]);
  write('HTTPRoute', 'r', { parentRefs: [front], rules: [{ backendRefs: [backend.web] }] });
  expect(enter()).toBeAnswered(404);
  write('GRPCRoute', 'r', { parentRefs: [front], rules: [{ backendRefs: [backend.web] }] });
  expect(enter()).toReach(web);
});

test('of the routes for a wildcard that a ServiceEntry declares, the first alone counts, also if it is for nobody', () => {
  const { chart, namespace, other, cart, v1, v2, web } = raw();
  new ExternalService(namespace, 'api', { hosts: ['*.example.org'], ports: web.ports, resolution: 'NONE' });
  const hosts = ['*.example.org'];
  new Route(other, 'b', { hosts, http: [{ to: v2 }] });
  const ask = () => route(chart, { host: 'api.example.org', from: cart });
  expect(ask()).toReach(v2);
  new Route(namespace, 'a', { hosts, http: [{ match: { from: web }, to: v1 }] });
  expect(ask().targets.map(({ host }) => host)).toEqual(['*.example.org']);
});
