import { expect, test } from '@jest/globals';
import { listen, problems, type Shop, type Truth } from '../../../test/mesh/shop';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { Route } from '../route/route';
import type { Microservice } from '../services/microservice';
import { DestinationPolicy } from '../traffic/destination-policy';

const apiListen = ({ namespace }: Shop, id: string, host: string) =>
  new Listeners(namespace, id, { api: 'gateway-api', servers: [httpServer(80, [host])] });

const balance = (s: Shop, more: { readonly callers?: Microservice } = {}) =>
  new DestinationPolicy(s.namespace, 'again', { service: s.cart, loadBalancer: 'RANDOM', ...more });

const TRUTHS: readonly Truth[] = [
  [
    'a service has one policy for the same callers',
    'MESH370 [test/shop/again] shop/cart-versions gives cart a policy of its own, too, and only that of the older counts',
    (s) => {
      new DestinationPolicy(s.namespace, 'cart-versions', { service: s.cart, tls: { mode: 'ISTIO_MUTUAL' } });
      balance(s);
    },
    (s) => {
      new DestinationPolicy(s.namespace, 'cart-versions', { service: s.cart, tls: { mode: 'ISTIO_MUTUAL' } });
      balance(s, { callers: s.stock });
    },
  ],
  [
    'a version has one policy for the same callers',
    'MESH370 [test/shop/again] shop/cart-versions gives cart a subset v1 of its own, too',
    (s) => {
      const perVersion = { v1: { loadBalancer: 'ROUND_ROBIN' } } as const;
      new DestinationPolicy(s.namespace, 'cart-versions', { service: s.cart, perVersion });
      balance(s);
    },
    (s) => {
      new DestinationPolicy(s.namespace, 'cart-versions', { service: s.cart });
      balance(s);
    },
  ],
  [
    'a route of two gateways has hosts of each',
    'IST0132 [test/shop/r] the gateway shop/b does not serve the host a.example.com for routes of shop',
    (s) => {
      const gateways = [listen(s, 80, ['a.example.com'], 'a'), listen(s, 80, ['b.example.com'], 'b')];
      new Route(s.namespace, 'r', { gateways, hosts: ['a.example.com'], http: [{ to: s.cart }] });
    },
    (s) => {
      const gateways = [listen(s, 80, ['a.example.com'], 'a'), listen(s, 80, ['b.example.com'], 'b')];
      new Route(s.namespace, 'r', { gateways, http: [{ to: s.cart }] });
    },
  ],
  [
    'each host of a route of two gateways comes in at one of them',
    'IST0132 [test/shop/r] the gateway shop/a, shop/b does not serve the host c.example.com for routes of shop',
    (s) => {
      const gateways = [listen(s, 80, ['a.example.com'], 'a'), listen(s, 80, ['b.example.com'], 'b')];
      const hosts = ['a.example.com', 'b.example.com', 'c.example.com'];
      new Route(s.namespace, 'r', { gateways, hosts, http: [{ to: s.cart }] });
    },
    (s) => {
      const gateways = [listen(s, 80, ['a.example.com'], 'a'), listen(s, 80, ['b.example.com'], 'b')];
      new Route(s.namespace, 'r', { gateways, hosts: ['a.example.com', 'b.example.com'], http: [{ to: s.cart }] });
    },
  ],
  [
    'a route may have one host for the gateway and one for the mesh',
    'IST0132 [test/shop/r] the gateway shop/web does not serve the host cart for routes of shop',
    (s) => {
      const gateways = listen(s, 80, ['a.example.com']);
      new Route(s.namespace, 'r', { gateways, alsoMesh: true, hosts: ['cart'], http: [{ to: s.cart }] });
    },
    (s) => {
      const gateways = listen(s, 80, ['a.example.com']);
      new Route(s.namespace, 'r', {
        gateways,
        alsoMesh: true,
        hosts: ['a.example.com', 'cart'],
        http: [{ to: s.cart }],
      });
    },
  ],
  [
    'a route of two gateways of the Gateway API has hosts of each',
    'IST0132 [test/shop/r] the gateway shop/b does not serve the host a.example.com for routes of shop',
    (s) => {
      const gateways = [apiListen(s, 'a', 'a.example.com'), apiListen(s, 'b', 'b.example.com')];
      new Route(s.namespace, 'r', { api: 'gateway-api', gateways, hosts: ['a.example.com'], http: [{ to: s.cart }] });
    },
    (s) => {
      const gateways = [apiListen(s, 'a', 'a.example.com'), apiListen(s, 'b', 'b.example.com')];
      const hosts = ['a.example.com', 'b.example.com'];
      new Route(s.namespace, 'r', { api: 'gateway-api', gateways, hosts, http: [{ to: s.cart }] });
    },
  ],
];

test.each(TRUTHS)('%s', (_name, says, wrong, right) => {
  expect(problems(wrong).join('\n')).toContain(says);
  expect(problems(right)).toEqual([]);
});
