import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import argocdCrds from '../imports/crds/argocd.json';
import fluxCrds from '../imports/crds/flux.json';
import { blocksOf, commandsOf, pages, root } from '../test/documents';

// Every command of README and docs, in the order of its page, in a clone with a remote, on a real API server.

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
  'kubectl -n istio-system port-forward service/grafana 3000': [
    'no pod to forward a port to',
    `test "$(kubectl -n istio-system get service grafana kiali tracing prometheus -o 'jsonpath={.items[*].spec.ports[*].port}' | tr ' ' '\\n' | grep -cxE '3000|20001|80|9090')" = 4`,
  ],
  'npx cdk8s-istio init my-mesh': ['nobody answers its questions here', 'npx cdk8s-istio init my-mesh --yes'],
  "kubectl -n argocd label secret <the cluster's Secret> cdk8s-istio/environment=acme": [
    'the reader fills it in',
    'kubectl -n argocd label secret acme cdk8s-istio/environment=acme',
  ],
  'helm upgrade argocd argo/argo-cd --reuse-values -f dist/argocd/health/argo-cd.values': [
    "needs Argo CD's chart; lib/delivery/argocd/argocd.test.ts holds that the values are those of the patch",
  ],
};

const scratch = mkdtempSync(join(tmpdir(), 'mesh-reader-'));
const clone = join(scratch, 'clone');
const environment = {
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

/** What a reader of a page has. */
const BEFORE: Readonly<Record<string, () => void>> = {
  'README.md': () => writeFileSync(join(clone, 'my-deployment.yaml'), JSON.stringify(deployment)),
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
  'docs/guides/bundled-addons.md': () => must('kubectl create namespace istio-system'),
};
/** What nobody else needs afterwards. */
const AFTER = [
  'npx cdk8s-istio delete demo --yes --crds --timeout 400',
  'kubectl delete --ignore-not-found namespace argocd flux-system istio-system bookinfo istio-ingress',
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

const withCommands = [...pages.keys()].filter((page) => blocksOf(page).some(({ language }) => language === 'sh'));

describe.each(withCommands)('%s', (page) => {
  beforeAll(() => {
    BEFORE[page]?.();
    // Files that the reader writes before: those that say what is delivered are run.
    for (const { code } of blocksOf(page).filter(({ code: text }) => text.includes('runSynth('))) {
      writeFileSync(join(clone, 'reader.ts'), code);
      const paths = { 'cdk8s-istio': ['./lib/index.ts'] };
      writeFileSync(
        join(clone, 'tsconfig.reader.json'),
        JSON.stringify({ extends: './tsconfig.json', compilerOptions: { paths } }),
      );
      must('TSX_TSCONFIG_PATH=tsconfig.reader.json node -r tsx/cjs reader.ts');
      must('cp -r dist ../asked');
    }
  });
  afterAll(() => {
    for (const command of AFTER) sh(command);
    must('git checkout -q . && git clean -fdq && rm -rf ../asked');
  });

  test.each(blocksOf(page).flatMap(commandsOf))('%s', (command) => {
    const [why, instead = why === undefined ? command : undefined] = INSTEAD[command] ?? [];
    if (instead === undefined) return;
    expect(sh(instead)).toMatchObject({ status: 0 });
    // A clone whose list of environments was changed as the page says keeps what was asked for.
    if (command === 'npm run synth') must('test ! -d ../asked || cp -r ../asked/. dist');
  });
});

test('what is not run as it stands is still written somewhere', () => {
  const all = withCommands.flatMap((page) => blocksOf(page).flatMap(commandsOf));
  expect(Object.keys(INSTEAD).filter((command) => !all.includes(command))).toEqual([]);
});

test('the README shows which CRDs a cluster has', () => {
  const [, command = ''] = /`(kubectl get crd -o custom-columns=[^`]*)`/.exec(pages.get('README.md') ?? '') ?? [];
  expect(sh(command)).toMatchObject({ status: 0 });
});
