import { expect, test } from '@jest/globals';
import { type Shop, shopWith, versions } from '../../../../test/mesh/secured-shop';
import { synth } from '../../../../test/synth';
import { Istiod } from '../../../istio/istiod/istiod';
import { PROFILES } from '../../../istio/profiles';
import type { StringMap } from '../../../kit/formats/labels';
import { override } from '../../../kit/override';
import { Listeners } from '../../edge/listeners';
import { httpServer } from '../../edge/servers';
import { exact } from '../../route/match';
import { Route } from '../../route/route';
import { Microservice } from '../../services/microservice';
import { MeshNamespace } from '../../services/namespace';
import { http } from '../../services/ports';
import { RequestAuthentication } from './request-authentication';

test('IST0149: a route by a claim that nobody verified', () => {
  const route = (verified: boolean) => () =>
    shopWith(({ namespace, root, listeners, web, gateway }) => {
      const match = { claims: { group: exact('admin') } };
      new Route(namespace, 'admin', { gateways: listeners, http: [{ match, to: web }] });
      const keys = [{ kty: 'RSA', n: 'a', e: 'AQAB' }] as const;
      if (verified)
        new RequestAuthentication(root, 'jwt', { workload: gateway, jwt: [{ issuer: 'me', jwks: { keys } }] });
    });
  expect(route(false)).toThrow(
    'IST0149 [test/shop/admin] the route matches @request.auth.claims.group, but no RequestAuthentication applies to the pods istio-ingressgateway of the gateway shop/entry;',
  );
  expect(route(true)()['VirtualService/admin'].kind).toBe('VirtualService');
});

test('IST0149: a claim in a delegate, or at a gateway that others deploy', () => {
  const keys = [{ kty: 'RSA', n: 'a', e: 'AQAB' }] as const;
  const jwt = [{ issuer: 'me', jwks: { keys } }];
  const theirs = { name: 'edge', namespace: 'edge', selector: { istio: 'edge' }, ports: [] };
  const rule = ({ web }: Shop) => ({ match: { claims: { group: exact('admin') } }, to: web });
  const delegating = (made: Shop) => {
    const delegate = new Route(made.namespace, 'part', { delegated: true, http: [rule(made)] });
    new Route(made.namespace, 'admin', { gateways: made.listeners, http: [{ delegate }] });
  };
  const atTheirs = (made: Shop) => {
    const gateways = new Listeners(made.namespace, 'theirs', { gateway: theirs, servers: [httpServer(80)] });
    new Route(made.namespace, 'admin', { gateways, http: [rule(made)] });
  };
  for (const build of [delegating, atTheirs]) expect(() => shopWith(build)).toThrow('IST0149 [test/shop/admin]');
  const verified = (made: Shop) => {
    atTheirs(made);
    const edge = new MeshNamespace(made.chart, 'edge', { injection: true, existing: true });
    new RequestAuthentication(edge, 'jwt', { workload: theirs, jwt });
  };
  expect(() => shopWith(verified)).not.toThrow();
});

test('IST0175: keys that istiod fetches from anywhere', () => {
  const jwt = [{ issuer: 'https://issuer.example', jwksUri: 'https://issuer.example/keys' }];
  const fetched = (env: StringMap) => () =>
    synth((chart) => {
      new Istiod(chart, 'Istiod', override(PROFILES.default, { istiod: { env } }));
      const namespace = new MeshNamespace(chart, 'shop', { injection: true });
      new Microservice(namespace, 'web', { ports: [http(80)], versions });
      new RequestAuthentication(namespace, 'jwt', { jwt });
    });
  expect(fetched({})).toThrow('IST0175 [test/shop/jwt] shop/jwt has istiod fetch keys from a jwksUri');
  const restricted = fetched({ BLOCKED_CIDRS_IN_JWKS_URIS: '169.254.0.0/16' })();
  expect(restricted['RequestAuthentication/jwt'].spec.jwtRules).toEqual(jwt);
});

test('MESH426: keys that a NetworkPolicy keeps istiod from', () => {
  const fetched = (jwksUri: string, networkPolicy: 'official' | 'least') => () =>
    synth((chart) => {
      const env = { BLOCKED_CIDRS_IN_JWKS_URIS: '169.254.0.0/16' };
      new Istiod(chart, 'Istiod', override(PROFILES.default, { istiod: { env }, networkPolicy }));
      const namespace = new MeshNamespace(chart, 'shop', { injection: true });
      new Microservice(namespace, 'web', { ports: [http(80)], versions });
      new RequestAuthentication(namespace, 'jwt', { jwt: [{ issuer: 'https://issuer.example', jwksUri }] });
    });
  expect(fetched('http://keycloak.auth:8080/keys', 'least')).toThrow(
    'MESH426 [test/shop/jwt] shop/jwt has istiod fetch keys from http://keycloak.auth:8080/keys, but',
  );
  expect(fetched('http://keycloak.auth:8080/keys', 'official')).not.toThrow();
  expect(fetched('https://issuer.example/keys', 'least')).not.toThrow();
});
