import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import argocdCrds from '../../imports/crds/argocd.json';
import fluxCrds from '../../imports/crds/flux.json';
import { type Block, blocksOf, commandsOf, pages, root } from '../../test/documents';
import { build, MINORS } from '../cluster/build';
import { type Server, start } from '../cluster/server';

// Every command of README and docs, in the order of its page, in a clone with a remote, on a real API server.

const ISTIOCTL = "needs Istio's own istioctl, and servers that its secret's address leads to";
/** What is not run as it stands: why, and what is run instead. */
const INSTEAD: Readonly<Record<string, readonly [why: string, instead?: string]>> = {
  'npm ci && npm run synth': ['packages are there, or this would not run; .ci/run begins with it', 'npm run synth'],
  'npm test': ['.ci/run runs it'],
  'npx cdk8s-istio apply demo': [
    'no node runs pods here; test:traffic -- applied waits for real ones',
    'npx cdk8s-istio apply demo --no-wait',
  ],
  'npx cdk8s-istio url demo': ['no pod to forward a port to', 'npx cdk8s-istio url demo --output json'],
  'kubectl -n istio-system port-forward service/istio-ingressgateway 8080:80': [
    'no pod to forward a port to',
    `test "$(kubectl -n istio-system get service istio-ingressgateway -o 'jsonpath={.spec.ports[?(@.port==80)].targetPort}')" = 8080`,
  ],
  'npm create cdk8s-istio my-mesh': [
    'needs the published package; test:package has the packed one',
    'rm -rf my-mesh && npx cdk8s-istio init my-mesh --yes',
  ],
  'cd my-mesh && npm install': ['needs the published package; test:package has the packed one'],
  'istioctl create-remote-secret --context west --name west | kubectl --context east apply -f -': [ISTIOCTL],
  'istioctl create-remote-secret --context east --name east | kubectl --context west apply -f -': [ISTIOCTL],
  'npx cdk8s-istio report demo --context prod': [
    "the reader's own context",
    'npx cdk8s-istio report demo --context "$(kubectl config current-context)"',
  ],
  'npx cdk8s-istio report acme': ["the reader's own environment", 'npx cdk8s-istio report production'],
  'npx cdk8s-istio completion fish | source': ['no fish is here', 'npx cdk8s-istio completion fish'],
  'npx cdk8s-istio status demo': ['nothing is ready here, as it says', 'npx cdk8s-istio status demo; test $? = 1'],
  "kubectl -n argocd label secret <the cluster's Secret> cdk8s-istio/environment=acme": [
    'the reader fills it in',
    'kubectl -n argocd label secret acme cdk8s-istio/environment=acme',
  ],
  'helm upgrade argocd argo/argo-cd --reuse-values -f dist/argocd/health/argo-cd.values': [
    "needs Argo CD's chart; lib/delivery/argocd/argocd.test.ts holds that the values are those of the patch",
  ],
};

/** Pages whose way begins in a cluster that others installed. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/guides/leave-helm.md':
    'lib/command/cluster-tests/leave-helm.cluster.ts goes that way, from what istioctl and Helm leave',
};

const scratch = mkdtempSync(join(tmpdir(), 'mesh-reader-'));
const clone = join(scratch, 'clone');
let second: Server | undefined;
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  GIT_AUTHOR_NAME: 'reader',
  GIT_AUTHOR_EMAIL: 'reader@example.com',
  GIT_COMMITTER_NAME: 'reader',
  GIT_COMMITTER_EMAIL: 'reader@example.com',
};
const sh = (command: string, input?: string) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    ...{ cwd: clone, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 },
    ...(input === undefined ? {} : { input }),
  });
  return { status, said: `${stdout}${stderr}` };
};
const must = (command: string, input?: string) => {
  const { status, said } = sh(command, input);
  if (status !== 0) throw new Error(`${command}: ${said}`);
};
const list = (...items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const crds = (items: readonly object[]) => {
  must('kubectl apply --server-side -f -', list(...items));
  must('kubectl wait --for=condition=Established --timeout=60s crd --all');
};
const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'mine', namespace: 'shop' } },
  spec: {
    selector: { matchLabels: { app: 'mine' } },
    template: { metadata: { labels: { app: 'mine' } }, spec: { containers: [{ name: 'mine', image: 'mine:1' }] } },
  },
};

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: object }];
  readonly users: readonly [{ readonly user: object }];
}

/** Runs a file that the reader writes. */
function read(code: string): void {
  writeFileSync(join(clone, 'reader.ts'), code);
  const paths = { 'cdk8s-istio': ['./lib/index.ts'] };
  writeFileSync(
    join(clone, 'tsconfig.reader.json'),
    JSON.stringify({ extends: './tsconfig.json', compilerOptions: { paths } }),
  );
  must('TSX_TSCONFIG_PATH=tsconfig.reader.json node -r tsx/cjs reader.ts');
}

/** What a reader of a page has. */
const BEFORE: Readonly<Record<string, () => void | Promise<void>>> = {
  'docs/guides/debugging.md': () => {
    mkdirSync(join(clone, 'manifests'));
    for (const file of ['my-deployment.yaml', 'manifests/shop.yaml'])
      writeFileSync(join(clone, file), JSON.stringify(deployment));
    must('kubectl apply --server-side -f dist/crds/');
    must('kubectl wait --for=condition=Established --timeout=60s crd --all');
  },
  'docs/guides/clusters.md': async () => {
    second = await start(build(process.env['KUBERNETES'] ?? MINORS.at(-1) ?? ''));
    const [east, west] = [process.env['KUBECONFIG'] ?? '', second.kubeconfig].map((file) =>
      JSON.parse(readFileSync(file, 'utf8')),
    );
    const named = (name: string, { clusters: [{ cluster }], users: [{ user }] }: Kubeconfig) => ({
      ...{ clusters: [{ name, cluster }], users: [{ name, user }] },
      contexts: [{ name, context: { cluster: name, user: name } }],
    });
    const [one, other] = [named('east', east), named('west', west)];
    const both = (key: 'clusters' | 'users' | 'contexts') => [...one[key], ...other[key]];
    environment['KUBECONFIG'] = join(scratch, 'both');
    const config = { apiVersion: 'v1', kind: 'Config', 'current-context': 'east' };
    writeFileSync(
      environment['KUBECONFIG'],
      JSON.stringify({ ...config, clusters: both('clusters'), users: both('users'), contexts: both('contexts') }),
    );
    const [{ code }] = blocksOf('docs/guides/clusters.md') as [Block];
    read(`${code}\nimport { runSynth } from 'cdk8s-istio';\nrunSynth(clusters, 'dist');\n`);
    must('kubectl create namespace istiod-west && echo {} > west.kubeconfig');
  },
  'docs/guides/argocd.md': () => {
    crds(argocdCrds);
    must('kubectl create namespace argocd');
    must('kubectl -n argocd create configmap argocd-cm --from-literal=url=https://argocd.example.com');
    must('kubectl -n argocd create secret generic acme');
  },
  'docs/guides/flux.md': () => {
    crds(fluxCrds);
    must('kubectl create namespace flux-system');
  },
  'docs/guides/upgrade.md': () => {
    const [{ code }] = blocksOf('docs/guides/upgrade.md') as [Block];
    writeFileSync(join(clone, 'plan.ts'), code.replace("'cdk8s-istio'", "'./lib'"));
    const acme = "override(steps[2]!.environment, { name: 'acme' })";
    const imports = "import { override, runSynth } from './lib';\nimport { steps } from './plan';\n";
    writeFileSync(join(clone, 'main.ts'), `${imports}runSynth([${acme}]);\n`);
  },
  'docs/guides/bundled-addons.md': () => must('kubectl create namespace istio-system'),
};
/** What nobody else needs afterwards. */
const AFTER = [
  'npx cdk8s-istio delete demo --yes --crds --timeout 400',
  'kubectl delete --ignore-not-found namespace argocd flux-system istio-system bookinfo istio-ingress istiod-west',
  'kubectl delete --ignore-not-found --timeout=400s crd --all',
  'kubectl delete clusterrole,clusterrolebinding -l app.kubernetes.io/managed-by=cdk8s-istio',
  'kubectl delete mutatingwebhookconfiguration,validatingwebhookconfiguration --all',
];

beforeAll(() => {
  const files = execFileSync('git', ['-C', root, 'ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of files.trim().split('\n')) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file));
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  must('git init -q -b main . && git init -q --bare ../remote && git remote add origin ../remote');
  must('git add -A && git commit -qm clone && git push -qu origin main');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const withCommands = [...pages.keys()].filter(
  (page) => !(page in ELSEWHERE) && blocksOf(page).some(({ language }) => language === 'sh'),
);

describe.each(withCommands)('%s', (page) => {
  beforeAll(async () => {
    await BEFORE[page]?.();
    // Files that say what is delivered.
    for (const { code } of blocksOf(page).filter(({ code: text }) => text.includes('runSynth('))) {
      read(code);
      must('cp -r dist ../asked');
    }
  });
  afterAll(async () => {
    for (const command of AFTER) sh(command);
    must('git checkout -q . && git clean -fdq && rm -rf ../asked');
    await second?.stop();
    second = undefined;
    Object.assign(environment, { KUBECONFIG: process.env['KUBECONFIG'] });
  });

  test.each(blocksOf(page).flatMap(commandsOf))('%s', (command) => {
    const [why, instead = why === undefined ? command : undefined] = INSTEAD[command] ?? [];
    if (instead === undefined) return;
    must(instead);
    // No istiod runs here that its webhook could ask of the next change.
    if (/apply .*(demo|bare-metal)/.test(command)) must('kubectl delete validatingwebhookconfiguration --all');
    // A clone whose list of environments was changed as the page says keeps what was asked for.
    if (command === 'npm run synth') must('test ! -d ../asked || cp -r ../asked/. dist');
  });
});

test('what is not run as it stands is still written somewhere', () => {
  const all = withCommands.flatMap((page) => blocksOf(page).flatMap(commandsOf));
  expect(Object.keys(INSTEAD).filter((command) => !all.includes(command))).toEqual([]);
});

test('a guide shows which CRDs a cluster has', () => {
  const all = [...pages.values()].flatMap((text) => [...text.matchAll(/`(kubectl get crd -o custom-columns=[^`]*)`/g)]);
  expect(all.length).toBeGreaterThan(0);
  for (const [, command = ''] of all) expect(sh(command)).toMatchObject({ status: 0 });
});
