import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { problemsOf } from '../../kit/problems';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { SidecarScope, type SidecarScopeProps } from './sidecar-scope';

function shop() {
  const app = new MeshApp();
  const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection: true });
  const made = (name: string) =>
    new Microservice(namespace, name, { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
  const [web, cart, stock] = [made('web'), made('cart'), made('stock')];
  const scope = (id: string, props: SidecarScopeProps = {}) => new SidecarScope(namespace, id, props);
  const sidecars = () =>
    [...app.objects().values()]
      .flat()
      .map((object) => object.toJson())
      .filter(({ kind }) => kind === 'Sidecar');
  return { app, web, cart, stock, scope, sidecars };
}

test('a scope without a service is for all of the namespace, and what its services call', () => {
  const { web, cart, stock, scope, sidecars } = shop();
  scope('all');
  web.calls(cart);
  cart.calls(stock);
  expect(sidecars()).toEqual([
    expect.objectContaining({
      metadata: expect.objectContaining({ name: 'default' }),
      spec: {
        egress: [{ hosts: ['./cart.shop.svc.cluster.local', './stock.shop.svc.cluster.local', 'istio-system/*'] }],
      },
    }),
  ]);
});

test('a scope limits what the pods take in', () => {
  const { web, cart, scope, sidecars } = shop();
  web.calls(cart);
  scope('web-scope', { service: web, inbound: { maxConnections: 10, http: { maxPending: 5 } } });
  expect(sidecars()[0]?.spec.inboundConnectionPool).toEqual({
    tcp: { maxConnections: 10 },
    http: { http1MaxPendingRequests: 5 },
  });
  scope('empty', { service: cart, inbound: {} });
  expect(sidecars).toThrow('MESH968');
});

test('one scope counts for a workload, and one for a namespace', () => {
  const { app, web, cart, scope } = shop();
  web.calls(cart);
  scope('all');
  scope('web-scope', { service: web });
  expect(problemsOf(app)).toEqual([]);
  scope('again', { name: 'again', service: web });
  scope('more', { name: 'more' });
  expect(problemsOf(app)).toEqual([
    'IST0111 [test/shop/more] shop/default is for all of shop, too, and either may count; merge them into one',
    expect.stringContaining('IST0110 [test/shop/again] web-v1 is selected by shop/web, too'),
  ]);
});
