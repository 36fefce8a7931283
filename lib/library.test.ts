import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { textSources } from './files/sources';
import { importResources } from './import/resources';

const root = join(__dirname, '..');
// Below the project, so that node finds cdk8s and the rest as an installation would.
const consumer = join(root, '.cache', 'consumer');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** A repository of somebody else's, with a mistake of its own if asked. */
const program = (version: string) => `
import { Chart } from 'cdk8s';
import { DestinationPolicy, http, MeshApp, MeshNamespace, Microservice, Route } from 'cdk8s-istio';
import { route, routeMatchers } from 'cdk8s-istio/testing';

const app = new MeshApp();
const shop = new MeshNamespace(new Chart(app, 'mesh'), 'shop', { injection: true });
const cart = new Microservice(shop, 'cart', { ports: [http(80)], versions: { v1: { image: 'shop/cart:1' } } });
new DestinationPolicy(shop, 'cart-versions', { service: cart });
new Route(shop, 'cart-route', { service: cart, http: [{ to: cart.version(${version}) }] });
const outcome = route(app, { host: cart });
console.log(outcome.by, routeMatchers.toReach(outcome, cart.version('v1')).pass, [...app.objects().values()].flat().length);
`;

const compile = (source: string) => {
  writeFileSync(join(consumer, 'main.ts'), source);
  execFileSync(process.execPath, [tsc, '-p', consumer], { stdio: 'pipe' });
};

beforeAll(() => {
  rmSync(consumer, { recursive: true, force: true });
  const installed = join(consumer, 'node_modules', 'cdk8s-istio');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  const build = ['-p', join(root, 'tsconfig.build.json'), '--outDir', join(installed, 'build')];
  execFileSync(process.execPath, [tsc, ...build], { stdio: 'pipe' });
  const compilerOptions = {
    target: 'ES2022',
    module: 'node20',
    strict: true,
    types: ['node'],
    noUnusedLocals: true,
    outDir: 'out',
    rootDir: '.',
  };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', type: 'commonjs' }));
}, 120_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

test('another repository compiles against the built library and runs it', () => {
  compile(program("'v1'"));
  const printed = execFileSync(process.execPath, [join(consumer, 'out', 'main.js')], { encoding: 'utf8' });
  expect(printed).toBe('VirtualService shop/cart-route http[0] true 6\n');
}, 120_000);

test('what import writes of resources compiles there', () => {
  const object = (apiVersion: string, kind: string, metadata: string, spec: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: cart, namespace: shop${metadata} }\nspec: ${spec}\n---\n`;
  const policy = '{ action: DENY, rules: [{ to: [{ operation: { methods: ["*"] } }] }] }';
  const subsets = '{ host: cart.example.com, trafficPolicy: { tls: { mode: SIMPLE } }, subsets: [{ name: v1 }] }';
  const yaml = [
    object('v1', 'Service', ', labels: null', '{ selector: { app: cart }, ports: [{ name: http, port: 80 }] }'),
    object('networking.istio.io/v1', 'DestinationRule', '', subsets),
    object(
      'networking.istio.io/v1',
      'VirtualService',
      '',
      '{ hosts: [cart], tcp: [{ route: [{ destination: { host: cart } }] }] }',
    ),
    object(
      'networking.istio.io/v1',
      'Gateway',
      '',
      '{ servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }',
    ),
    object(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      '',
      '{ gatewayClassName: istio, listeners: [{ name: a, port: 80, protocol: HTTP }] }',
    ),
    object('security.istio.io/v1', 'AuthorizationPolicy', ', creationTimestamp: null', policy),
    object('security.istio.io/v1', 'AuthorizationPolicy', '', policy).replace('name: cart', 'name: other'),
  ].join('');
  const { program: imported, counts } = importResources(textSources('shop.yaml', yaml, true).objects);
  expect(Object.fromEntries(counts)).toEqual({ Verbatim: 2, resource: 5 });
  expect(() => compile(imported)).not.toThrow();
  expect(() => compile(imported.replace("host: 'cart.example.com'", "hots: 'cart.example.com'"))).toThrow();
}, 240_000);

test('it needs no package that an installation does not bring, for types neither', () => {
  const build = join(consumer, 'node_modules', 'cdk8s-istio', 'build');
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // What `init` writes is imported by others.
  const files = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(js|d\.ts)$/.test(file) && !file.startsWith('lib/cli/init/'),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(join(build, file), 'utf8').matchAll(/(?:from |require\(|import\()["']([^."'][^"']*)["']/g)].map(
      ([, name = '']) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name,
    ),
  );
  const packages = [...new Set(names)].filter((name) => /^[@a-z]/.test(name) && !isBuiltin(name));
  expect(packages).toContain('@bufbuild/protobuf');
  expect(packages.filter((name) => !(name in { ...dependencies, ...peerDependencies }))).toEqual([]);
});

test('its command runs where it is installed', () => {
  const command = join(consumer, 'node_modules', 'cdk8s-istio', 'build', 'bin', 'mesh.js');
  const help = execFileSync(process.execPath, [command, 'apply', '--help'], { cwd: consumer, encoding: 'utf8' });
  // Its own dist/ would be named by its whole path.
  expect(help).toContain('(default: "dist")');
});

test('its types catch a mistake there, too', () => {
  expect(() => compile(program('1'))).toThrow();
}, 120_000);
