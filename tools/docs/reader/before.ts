import argocdCrds from '../../../imports/crds/argocd.json';
import fluxCrds from '../../../imports/crds/flux.json';
import { type Block, blocksOf } from '../../../test/documents';
import { THEIRS } from '../../argocd/argocd';
import { contexts } from '../../cluster/contexts';
import { programs } from '../../cluster/open';
import { start } from '../../cluster/server';
import type { Reader } from './reader';

const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'mine', namespace: 'shop' } },
  spec: {
    selector: { matchLabels: { app: 'mine' } },
    template: { metadata: { labels: { app: 'mine' } }, spec: { containers: [{ name: 'mine', image: 'mine:1' }] } },
  },
};
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const first = (page: string): Block => {
  const [block] = blocksOf(page);
  if (block === undefined) throw new Error(`${page} has no code`);
  return block;
};

/** Argo CD with the configuration of somebody who has long had it. */
export const argoCd: readonly object[] = [
  ...argocdCrds,
  namespace('argocd'),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' }, data: THEIRS },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'acme', namespace: 'argocd' } },
];
export const flux: readonly object[] = [...fluxCrds, namespace('flux-system')];

/** What a reader of a page has. */
const BEFORE: Readonly<Record<string, (reader: Reader) => void | Promise<void>>> = {
  'docs/guides/debugging.md': (reader) => {
    for (const file of ['my-deployment.yaml', 'manifests/shop.yaml']) reader.write(file, JSON.stringify(deployment));
    // Refused where others have some, which do as well.
    reader.sh('kubectl apply --server-side --field-manager=cdk8s-istio -f dist/crds/');
    reader.must('kubectl wait --for=condition=Established --timeout=60s crd --all');
  },
  'docs/guides/clusters.md': async (reader) => {
    const { second } = Object.assign(reader, { second: await start(programs()) });
    reader.write('../both', contexts({ east: reader.kubeconfig, west: second.kubeconfig }));
    const { code } = first('docs/guides/clusters.md');
    reader.run(`${code}\nimport { runSynth } from 'cdk8s-istio';\nrunSynth(clusters, 'dist');\n`);
    reader.must('kubectl create namespace istiod-west');
  },
  'docs/guides/certificates.md': (reader) => {
    const code = blocksOf('docs/guides/certificates.md').find(({ code: text }) =>
      text.includes('acme: Environment'),
    )?.code;
    reader.run(`${code}\nimport { runSynth } from 'cdk8s-istio';\nrunSynth([acme], 'dist');\n`);
    reader.must('kubectl create namespace cert-manager');
  },
  'docs/guides/argocd.md': (reader) => reader.given(...argoCd),
  'docs/guides/flux.md': (reader) => reader.given(...flux),
  'docs/guides/upgrade.md': (reader) => {
    reader.write('plan.ts', first('docs/guides/upgrade.md').code.replace("'cdk8s-istio'", "'./lib'"));
    const acme = "override(steps[2]!.environment, { name: 'acme' })";
    const imports = "import { override, runSynth } from './lib';\nimport { steps } from './plan';\n";
    reader.write('main.ts', `${imports}runSynth([${acme}]);\n`);
  },
  'docs/guides/bundled-addons.md': (reader) => reader.given(namespace('istio-system')),
};

/** Gives the reader what a page says that its readers have, and the files in it that say what is delivered. */
export async function opens(reader: Reader, page: string): Promise<void> {
  await BEFORE[page]?.(reader);
  for (const { code } of blocksOf(page).filter(({ code: text }) => text.includes('runSynth('))) {
    reader.run(code);
    reader.must('cp -r dist ../asked');
  }
}
