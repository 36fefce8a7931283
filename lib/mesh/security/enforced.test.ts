import { expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { Allow, Deny } from './authorization';
import { PeerAuthentication } from './peer-authentication';
import { RequestAuthentication } from './tokens/request-authentication';

type Mode = boolean | 'ambient';

/** A service whose pods are in the mesh as `mode` says, and another one that always is. */
function said(
  mode: Mode,
  build: (web: Microservice, home: MeshNamespace, other: Microservice, inside: MeshNamespace) => unknown,
): string {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const versions = { v1: { image: 'a:1' } };
  const home = new MeshNamespace(chart, 'shop', { injection: mode });
  const web = new Microservice(home, 'web', { ports: [http(80)], versions });
  const inside = new MeshNamespace(chart, 'inside', { injection: true });
  build(web, home, new Microservice(inside, 'stock', { ports: [http(80)], versions }), inside);
  try {
    app.objects();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  [
    'a policy',
    (web: Microservice, home: MeshNamespace) =>
      new Deny(home, 'it', { workload: web, rules: [{ to: { ports: [80] } }] }),
  ],
  [
    'mutual TLS',
    (web: Microservice, home: MeshNamespace) => new PeerAuthentication(home, 'it', { workload: web, mode: 'STRICT' }),
  ],
  [
    'mutual TLS of a namespace',
    (_: Microservice, home: MeshNamespace) => new PeerAuthentication(home, 'it', { mode: 'STRICT' }),
  ],
  [
    'a rule for tokens',
    (web: Microservice, home: MeshNamespace) =>
      new RequestAuthentication(home, 'it', {
        workload: web,
        jwt: [{ issuer: 'a', jwksUri: 'https://a.example.com' }],
      }),
  ],
])('MESH471: %s for pods without a proxy is held by nobody', (_what, build) => {
  expect(said(false, build)).toMatch(
    /^MESH471 \[test\/shop\/it\] shop\/it is for pods of web-v1, and none of them has a proxy/,
  );
  expect(said(true, build)).toBe('');
});

test('plain text is what they take anyway, and ztunnel holds what it can', () => {
  expect(said(false, (web, home) => new PeerAuthentication(home, 'it', { workload: web, mode: 'PERMISSIVE' }))).toBe(
    '',
  );
  expect(said('ambient', (web, home) => new PeerAuthentication(home, 'it', { workload: web, mode: 'STRICT' }))).toBe(
    '',
  );
});

test('MESH472: who has no proxy has no identity by which to be let in', () => {
  const letIn = (web: Microservice, _home: MeshNamespace, stock: Microservice, inside: MeshNamespace) =>
    new Allow(inside, 'it', { workload: stock, rules: [{ from: web }] });
  expect(said(false, letIn)).toMatch(
    /^MESH472 \[test\/inside\/it\] inside\/it lets shop\/web call, whose pods have no proxy/,
  );
  expect(said(true, letIn)).toBe('');
  expect(said('ambient', letIn)).toBe('');
});

test('pods that bring a proxy of their own hold what is said of them', () => {
  const gateway = (name: string) => (_web: Microservice, home: MeshNamespace) => {
    const labels = { app: 'edge' };
    const spec = {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: 'a' }] } },
    };
    new ApiObject(home, 'edge', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'edge', namespace: 'shop' },
      spec,
    });
    const policy = { selector: { matchLabels: labels }, mtls: { mode: 'STRICT' } };
    new ApiObject(home, 'it', {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'it', namespace: 'shop' },
      spec: policy,
    });
  };
  expect(said(false, gateway('istio-proxy'))).toBe('');
  expect(said(false, gateway('app'))).toContain('MESH471');
});
