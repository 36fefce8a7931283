import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { MeshApp } from '../checks/judge/mesh-app';
import { rendered } from '../delivery/render';
import { reports } from '../delivery/summary/report';
import { demo } from '../environments/demo';
import { production } from '../environments/production';
import { PROFILE_ENVIRONMENTS } from '../environments/profiles';
import { secure } from '../environments/secure';
import type { App } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { override } from '../kit/override';
import { readManifests } from '../kit/read-yaml';
import { Waypoint } from '../mesh/ambient/waypoint';
import { Allow } from '../mesh/security/authorization';
import { Microservice } from '../mesh/services/microservice';
import { MeshNamespace } from '../mesh/services/namespace';
import { http } from '../mesh/services/ports';
import { meshBelow } from '../model/tree';
import { allowed } from '../simulator/policies/allowed';
import { reachability } from '../simulator/policies/reachability';
import { route } from '../simulator/routes/route';
import { fleet } from '../topology/fleet';
import { assets } from './assets';
import { svgOf } from './picture/svg';
import { keyOf, namedIn, objectsAt } from './places';
import { ask } from './request/ask';
import { cellOf, columnsOf } from './request/cells';
import { stepsOf, summaryOf } from './request/steps';
import type { MeshReport } from './types';

const canary = override(secure, {
  name: 'canary',
  bookinfo: { tasks: ['destination-rules', 'reviews-90-10', 'ratings-test-delay'] },
});
const networks = [{ name: 'east' }, { name: 'west' }];
const acme = fleet('acme', secure, {
  meshId: 'acme',
  trustDomain: 'acme.example',
  networks,
  clusters: { east: { network: 'east' }, west: { network: 'west' } },
});

let all: ReadonlyMap<string, MeshReport>;
beforeAll(() => {
  all = new Map(reports([demo, secure, canary, ...acme]).map((one) => [one.name, one]));
});
const report = (name: string): MeshReport => all.get(name) as MeshReport;
const short = (id: string) => id.split('|').slice(1).join(' ');
const arrows = (name: string) =>
  report(name).edges.map(({ from, to, kind, hold }) => `${kind} ${short(from)} > ${short(to)}: ${hold}`);

test('the demo: clients, the gateway, the services and what holds between them', () => {
  expect(arrows('demo')).toEqual([
    'entry clients clients > gateway istio-system/istio-ingressgateway: plain',
    'route gateway istio-system/istio-ingressgateway > service bookinfo/productpage: mutual',
    'call service bookinfo/reviews > service bookinfo/ratings: mutual',
    'call service bookinfo/productpage > service bookinfo/details: mutual',
    'call service bookinfo/productpage > service bookinfo/reviews: mutual',
  ]);
});

test('the policy that lets a call through is named with its line in dist and its place in the sources', () => {
  const edge = report('secure').edges.find(({ to }) => to.endsWith('bookinfo/ratings'));
  expect(edge).toMatchObject({ hold: 'mutual', by: 'AuthorizationPolicy bookinfo/ratings-callers rules[0]' });
  const place = report('secure').clusters[0]?.places[edge?.objects[0] ?? ''];
  expect(place).toMatchObject({
    file: 'secure/70-mesh.k8s.yaml',
    source: expect.stringContaining('lib/environments/secure.ts:'),
  });
});

test('shares of a canary, and the delay of a route', () => {
  const { nodes, edges } = report('canary');
  const reviews = nodes.find(({ name, kind }) => name === 'reviews' && kind === 'service');
  expect(reviews?.versions).toEqual([
    { version: 'v1', share: 90 },
    { version: 'v2', share: 10 },
    { version: 'v3', share: 0 },
  ]);
  expect(edges.find(({ to }) => to.endsWith('bookinfo/reviews'))?.shares).toEqual([
    { version: 'v1', share: 90 },
    { version: 'v2', share: 10 },
  ]);
});

test('a fleet: each cluster, and the gateways between them', () => {
  expect(report('acme').clusters.map(({ name }) => name)).toEqual(['acme/east', 'acme/west']);
  expect(arrows('acme')).toContain(
    'peer gateway istio-system/istio-eastwestgateway > gateway istio-system/istio-eastwestgateway: mutual',
  );
});

test('what is installed', () => {
  const [facts] = report('secure').clusters.map(({ installation }) => installation);
  expect(facts?.controlPlanes[0]).toMatchObject({
    name: 'istio-system/istiod',
    revision: 'default',
    followers: ['namespace bookinfo'],
  });
  expect(facts?.costs.find(({ namespace }) => namespace === 'bookinfo')).toMatchObject({ pods: 6, sidecars: 6 });
  expect(facts?.objectives[0]).toBe('99.5% of the requests to bookinfo/productpage succeed');
  const [ours] = reports([override(production, { needsSecrets: ['cacerts'] })]);
  expect(ours?.clusters[0]?.installation.secrets.map(({ name }) => name)).toContain('istio-system/cacerts');
  expect(ours?.clusters[0]?.installation.costs.reduce((sum, { cpu }) => sum + cpu, 0)).toBeGreaterThan(0.5);
});

test('every object is where it is said to be', () => {
  const { files } = rendered([secure]);
  for (const [path, text] of [...files].filter(([name]) => name.startsWith('secure/'))) {
    const lines = text.split('\n');
    const found = objectsAt(text);
    expect(found.map(({ key }) => key)).toEqual((readManifests(text) as Parameters<typeof keyOf>[0][]).map(keyOf));
    for (const { line } of found)
      expect([path, lines[line - 1]]).toEqual([path, expect.stringMatching(/^apiVersion: /)]);
  }
});

test('what differs from an earlier state: shares that move, boxes that are new or gone, and what restarts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'against-'));
  const texts = join(folder, 'dist.json');
  writeFileSync(texts, JSON.stringify(Object.fromEntries(rendered([canary]).files)));
  const [same] = reports([canary], 'canary', { name: 'main', texts });
  expect(same?.changes).toEqual([]);
  const [report] = reports(
    [
      override(canary, {
        bookinfo: { tasks: ['destination-rules', 'reviews-50-v3'] },
        istio: { istiod: { replicas: 2 } },
      }),
    ],
    'canary',
    { name: 'main', texts },
  );
  rmSync(folder, { recursive: true });
  expect(report?.changes?.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      'requests to bookinfo/reviews: v1 90% → 50%, v2 10% → 0%, v3 0% → 50%',
      expect.stringMatching(/^Deployment istio-system\/istiod: replicas .* → 2/),
    ]),
  );
  expect(svgOf(report as MeshReport)).toContain('class="is-changed box service"');
});

test('a sentence names its objects', () => {
  expect(namedIn('no rule of the AuthorizationPolicies a/b, c/d')).toEqual([
    'AuthorizationPolicy a/b',
    'AuthorizationPolicy c/d',
  ]);
  expect(namedIn('VirtualService bookinfo/reviews http[0]')).toEqual(['VirtualService bookinfo/reviews']);
  expect(namedIn("Istio's default")).toEqual([]);
});

test('the page comes with the package, built or as its sources are', () => {
  expect(assets().script).toContain('Try a request');
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  expect(() => assets(folder)).toThrow(
    `MESH880 [${join(folder, 'build', 'page.js')}] the package lacks the page of reports; install it again`,
  );
  for (const file of ['page.js', 'page.css']) writeFileSync(join(folder, file), file);
  expect(assets(folder)).toEqual({ script: 'page.js', style: 'page.css' });
  rmSync(folder, { recursive: true });
});

test('behind a waypoint, an arrow is about a request that its rules speak of', () => {
  const app: App = (mesh) => {
    const shop = new MeshNamespace(mesh, 'shop', { injection: 'ambient' });
    const versions = { v1: { image: 'example.com/a:1' } };
    const cart = new Microservice(shop, 'cart', { ports: [http(80)], versions });
    const web = new Microservice(shop, 'web', { ports: [http(80)], versions, calls: [cart] });
    new Waypoint(shop, 'Waypoint').serve(shop);
    new Allow(shop, 'books', { workload: cart, rules: [{ from: web, to: { paths: ['/books'] } }] });
  };
  const [made] = reports([override(PROFILE_ENVIRONMENTS.ambient, { apps: [app] })]);
  expect(made?.edges.find(({ kind, to }) => kind === 'call' && to.endsWith('shop/cart'))).toMatchObject({
    hold: 'mutual',
    by: expect.stringContaining('shop/books'),
  });
});

test('a picture is the same for the same mesh, and takes what a name holds as text', () => {
  expect(svgOf(report('secure'))).toBe(svgOf(reports([secure])[0] as MeshReport));
  const node = report('demo').nodes.find(({ name }) => name === 'reviews');
  const odd = { ...report('demo'), nodes: [{ ...node, name: '<b>&"' } as NonNullable<typeof node>], edges: [] };
  expect(svgOf(odd)).toContain('&lt;b&gt;&amp;');
});

describe('asked', () => {
  const environment = new MeshEnvironment(new MeshApp(), canary);
  const mesh = meshBelow(environment);
  const asked = { from: 'workload bookinfo/productpage-v1', method: 'GET', path: '/', headers: {}, claims: {} };
  const { bookinfo } = environment;
  if (bookinfo === undefined) throw new Error('no Bookinfo');
  const { productpage, reviews, ratings } = bookinfo;

  test('a request gets what route() and allowed() say', () => {
    const answer = ask(mesh, { ...asked, host: 'reviews' });
    expect(answer.outcome).toEqual(route(environment, { host: 'reviews', from: productpage }));
    expect(answer.verdicts.map(({ verdict }) => verdict)).toEqual([
      allowed(environment, { from: productpage, to: reviews.version('v1'), path: '/' }),
      allowed(environment, { from: productpage, to: reviews.version('v2'), path: '/' }),
    ]);
    expect(summaryOf(answer)).toEqual({ text: 'reaches reviews.bookinfo v1, reviews.bookinfo v2', isGood: true });
  });

  test('who may not call is told why, step by step', () => {
    const question = { ...asked, host: 'ratings' };
    const answer = ask(mesh, question);
    expect(allowed(environment, { from: productpage, to: ratings })).toMatchObject({ allowed: false });
    expect(summaryOf(answer).isGood).toBe(false);
    expect(stepsOf(mesh, question, answer).at(-1)).toMatchObject({
      state: 'stops',
      text: expect.stringContaining('NetworkPolicy bookinfo/'),
    });
  });

  test('from outside, by the gateway; its pods are a proxy where their namespace asks for none', () => {
    const question = { ...asked, from: 'gateway bookinfo/bookinfo-gateway', host: 'example.com', path: '/productpage' };
    const answer = ask(mesh, question);
    expect(answer.outcome.by).toBe('VirtualService bookinfo/bookinfo http[0]');
    expect(answer.verdicts[0]?.verdict?.pods[0]).toMatchObject({
      allowed: true,
      security: { mutual: true, mode: 'STRICT' },
    });
    expect(stepsOf(mesh, question, answer).map(({ title }) => title)).toEqual([
      'Enters',
      'Server',
      'Rule',
      'Target',
      'TLS',
      'Policy',
    ]);
  });

  test('every cell of the table is what reachability() says', () => {
    const said = new Map(reachability(environment).map(({ from, to, port, ...one }) => [`${from} ${to}:${port}`, one]));
    let compared = 0;
    for (const column of columnsOf(mesh))
      for (const from of mesh.workloads) {
        const cell = cellOf(mesh, from, column);
        const expected = said.get(`${from.namespace}/${from.name} ${column.name}`);
        expect([cell?.verdict.allowed, cell?.verdict.by]).toEqual([expected?.allowed, expected?.by]);
        compared++;
      }
    expect(compared).toBe(said.size);
  });
});

test('the script of the page does without what only a program at a console has, until it asks for the page', () => {
  expect(() => runInNewContext(assets().script, {})).toThrow('document is not defined');
});
