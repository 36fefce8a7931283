import type { InitOptions } from './options';

export function mainTs({ name, argoCd, repository }: InitOptions): string {
  const delivery = `\nrunSynth([environment], 'dist', {\n  ...DELIVERY,\n  project: '${name}',\n  repository: '${repository}',\n});\n`;
  return `import { ${argoCd ? 'DELIVERY, ' : ''}runSynth } from 'cdk8s-istio';
import { environment } from './mesh.js';

// Each environment becomes a folder of dist/${argoCd ? '; dist/argocd/ tells Argo CD of them' : ''}.
${argoCd ? delivery.slice(1) : `runSynth([environment]);\n`}`;
}

/** A gateway passes a waypoint by unless the namespace says otherwise. */
const WAYPOINT = `  // It holds the rules about requests, also for those that come by a gateway.
  new Waypoint(namespace, 'Waypoint').serve(namespace);
  namespace.label('istio.io/ingress-use-waypoint', 'true');
`;

export function meshTs(options: InitOptions): string {
  const { name, dataPlane } = options;
  const isAmbient = dataPlane === 'ambient';
  const imports = [
    ...[
      'Allow',
      'canary',
      'DestinationPolicy',
      'type Environment',
      'http',
      'httpServer',
      'ingressGateway',
      'type Installed',
      'Listeners',
    ],
    ...[
      'MeshNamespace',
      'Microservice',
      'override',
      'Route',
      isAmbient ? 'PROFILE_ENVIRONMENTS' : 'defaultEnvironment',
    ],
    ...(isAmbient ? ['Waypoint'] : []),
  ].toSorted((a, b) => (a.replace('type ', '').toLowerCase() < b.replace('type ', '').toLowerCase() ? -1 : 1));
  const injection = isAmbient ? "'ambient'" : 'mesh.controlPlanes.main.revision';
  return `import {
${imports.map((one) => `  ${one},`).join('\n')}
} from 'cdk8s-istio';

/** What runs in the mesh. */
export const shop = (mesh: Installed) => {
  const namespace = new MeshNamespace(mesh, 'shop', { injection: ${injection} });
  const stock = new Microservice(namespace, 'stock', {
    ports: [http(8080)],
    versions: { v1: { image: 'registry.example.com/shop/stock:1' }, v2: { image: 'registry.example.com/shop/stock:2' } },
  });
  const web = new Microservice(namespace, 'web', {
    ports: [http(8080)],
    versions: { v1: { image: 'registry.example.com/shop/web:7' } },
    calls: [stock],
  });
  // One request in ten goes to the new version.
  new DestinationPolicy(namespace, 'stock-versions', { service: stock });
  new Route(namespace, 'stock-canary', {
    service: stock,
    http: [{ to: canary(stock.version('v1'), stock.version('v2'), 10) }],
  });
  // Where requests enter.
  const entry = new Listeners(namespace, 'entry', {
    gateway: mesh.ingress,
    servers: [httpServer(80, ['shop.example.com'])],
  });
  new Route(namespace, 'web-entry', { gateways: entry, http: [{ to: web }] });
${isAmbient ? WAYPOINT : ''}  // Who may ask whom for what; all else is refused.
  const read = { methods: ['GET'] } as const;
  new Allow(namespace, 'web-callers', { workload: web, rules: [{ from: mesh.ingress, to: read }] });
  new Allow(namespace, 'stock-callers', { workload: stock, rules: [{ from: web, to: read }] });
  return { stock, web, entry };
};

export const environment: Environment = override(${isAmbient ? 'PROFILE_ENVIRONMENTS.ambient' : 'defaultEnvironment'}, {
  name: '${name}',
  purpose: 'Our mesh.',
${settings(options)}  apps: [shop],
});
`;
}

function settings({ revision, entry, argoCd }: InitOptions): string {
  const ports = `{ type: 'NodePort', ports: [{ name: 'http2', port: 80, targetPort: 8080, nodePort: 30080 }] }`;
  const ingress = entry === 'node-ports' ? `override(ingressGateway, { service: ${ports} })` : 'ingressGateway';
  return [
    ...(revision === '' ? [] : [`  istio: { revision: '${revision}' },`]),
    `  gateways: { ingress: ${ingress} },`,
    "  mutualTls: 'STRICT',",
    ...(argoCd ? ["  delivery: { by: 'argo-cd' },"] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export const testTs = (): string => `import { test } from 'node:test';
import { MeshApp, MeshEnvironment } from 'cdk8s-istio';
import { allowed, route, routeMatchers } from 'cdk8s-istio/testing';
import { expect } from 'expect';
import { environment, shop } from './mesh.js';

expect.extend(routeMatchers);
const mesh = new MeshEnvironment(new MeshApp(), environment);
const { stock, web, entry } = mesh.made(shop);

test('one request in ten sees the next version', () => {
  const outcome = route(mesh, { host: stock, from: web });
  expect(outcome).toReach(stock.version('v1'), 90);
  expect(outcome).toReach(stock.version('v2'), 10);
});

test('who enters by the shop\\'s host reaches web', () => {
  expect(route(mesh, { host: 'shop.example.com', gateway: entry })).toReach(web);
});

test('web alone may ask stock, and only read', () => {
  expect(allowed(mesh, { from: web, to: stock })).toBeAllowed();
  expect(allowed(mesh, { from: web, to: stock, method: 'POST' })).toBeDenied();
  expect(allowed(mesh, { to: stock })).toBeDenied();
  expect(allowed(mesh, { gateway: entry, to: web })).toBeAllowed();
});
`;

export const readme = ({ name, packageManager, argoCd }: InitOptions): string => `# ${name}

![Who calls whom, and what holds each call](pictures/${name}.svg)

Istio, its gateways and our services as one typed graph, with cdk8s-istio. What runs in the clusters is in \`dist/\`, which is committed.

\`\`\`sh
${packageManager} run synth   # checks everything, writes dist/, draws pictures/
${packageManager} test        # routes and policies, without a cluster
\`\`\`

\`mesh.ts\` holds the environment and what runs in it, \`mesh.test.ts\` what must stay true of it. A pull request shows what it changes in
the clusters, in words and with the picture of the mesh before and after.

${
  argoCd
    ? 'Argo CD brings `dist/` into the cluster: set the repository in `main.ts`, synth, commit, and apply `dist/argocd/applications/` once.'
    : `\`npx cdk8s-istio apply ${name}\` brings it into a cluster, stage by stage; it needs \`@kubernetes/client-node\`. kubectl does it too:
\`kubectl apply --server-side --field-manager=cdk8s-istio -f dist/crds/\`, the same of \`dist/crds/guard/\`, then of \`dist/${name}/\`.`
}
`;
