import { expect, test } from '@jest/globals';
import { Listeners } from './edge/listeners';
import { httpServer } from './edge/servers';
import { listen, problems, type Shop, type Truth } from './relations.samples';
import { Route } from './route/route';

const apiListen = ({ namespace }: Shop, id: string, host: string) =>
  new Listeners(namespace, id, { api: 'gateway-api', servers: [httpServer(80, [host])] });

const TRUTHS: readonly Truth[] = [
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
