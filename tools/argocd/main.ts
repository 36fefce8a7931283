import { basename, delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { demo } from '../../lib/environments/demo';
import type { Environment } from '../../lib/installation/environment';
import { override } from '../../lib/kit/override';
import { ArgoCd, type Said, THEIRS } from './argocd';
import { Istiod } from './istiod';
import { inOwnNetwork, Lab, until } from './lab';
import { node } from './nodes';
import { waves } from './waves';

/** Programs that this needs, by environment variable. Without Argo CD, the order alone is tried. */
const NEEDED = {
  ISTIOD: "Istio's pilot-discovery",
  ARGOCD: "Argo CD's binary, or several of them, separated like a PATH",
} as const;
const lacking = (name: keyof typeof NEEDED): boolean => {
  if (process.env[name]) return false;
  console.log(`skipped: ${name} names no program (${NEEDED[name]})`);
  return true;
};

/** The demo, brought by the Argo CD that runs in its cluster, with an autoscaler that finds no metrics. Nobody gives its Services an address. */
const environment: Environment = override(demo, {
  delivery: { by: 'argo-cd', cluster: 'in-cluster' },
  istio: { istiod: { replicas: null, autoscaling: { min: 1, max: 3, cpu: 80 } } },
});
/** The same after a mend of istiod. */
const MENDED = 'pull-through.example.com/istio';
const mended = override(environment, { istio: { image: { hub: MENDED } } });
/** The same without Kiali. */
const smaller = override(environment, { addons: { kiali: null } });

let failed = 0;
function report(name: string, holds: boolean, measured: string): void {
  if (!holds) failed++;
  console.log(`${holds ? 'passed' : 'FAILED'}  ${name}: ${measured}`);
}

const words = ({ sync, health, phase, message, wrong }: Said): string =>
  [`${sync}, ${health}, sync ${phase}`, ...(phase === 'Succeeded' ? [] : [message]), ...wrong].join('\n  ');

async function suite(binary: string): Promise<void> {
  const version = basename(binary);
  const lab = await Lab.open();
  const istiod = new Istiod(lab);
  const stop = node(lab, istiod.runs);
  const argo = new ArgoCd(lab, binary);
  const { name } = environment;
  const settled = async (revision: string, seconds: number): Promise<Said> => {
    await until(() => {
      const { sync, revision: at, phase } = argo.said(name);
      return sync === 'Synced' && at === revision && phase === 'Succeeded';
    }, seconds);
    return argo.said(name);
  };
  const holds = ({ sync, phase, wrong }: Said) => sync === 'Synced' && phase === 'Succeeded' && wrong.length === 0;
  const imageOf = (deployment: string) =>
    lab.kubectl('-n', 'istio-system', 'get', 'deployment', deployment, '-o', 'jsonpath={..image}');
  try {
    await argo.start();
    const first = argo.commit(environment, 'the demo');
    argo.deliver();
    const [up, after] = await Promise.all([istiod.start(), settled(first, 420)]);
    report(`${version}: the demo is synced, with no address and no metrics`, up && holds(after), words(after));
    await sleep(45_000);
    const still = argo.said(name);
    report(`${version}: it stays so`, holds(still), words(still));
    const kept = isDeepStrictEqual(argo.configuration(), THEIRS);
    report(`${version}: argocd-cm is its user's`, kept, Object.keys(argo.configuration()).join(', '));

    istiod.stop();
    const second = argo.commit(mended, 'istiod from another registry');
    const rolled = await until(() => imageOf('istiod').startsWith(MENDED), 240);
    report(`${version}: a mended istiod is rolled out while istiod is down`, rolled, imageOf('istiod'));
    const back = await istiod.start();
    const caughtUp = await settled(second, 420);
    report(`${version}: with istiod back, all the rest follows`, back && holds(caughtUp), words(caughtUp));

    argo.addHealthChecks();
    const third = argo.commit(override(smaller, { istio: { image: { hub: MENDED } } }), 'without Kiali');
    const pruned = await settled(third, 300);
    const kiali = lab.kubectl('-n', 'istio-system', 'get', 'deployments', '--ignore-not-found', '-o', 'name', 'kiali');
    report(`${version}: what leaves Git goes, with the health checks in`, holds(pruned) && kiali === '', words(pruned));
    const ours = Object.entries(THEIRS).every(([key, value]) => argo.configuration()[key] === value);
    report(`${version}: the patch keeps what was in argocd-cm`, ours, String(Object.keys(argo.configuration()).length));
  } finally {
    await stop();
    await lab.close();
  }
}

async function main(): Promise<void> {
  if (lacking('ISTIOD')) return;
  const ended = inOwnNetwork();
  if (ended !== undefined) {
    process.exitCode = ended;
    return;
  }
  await waves(override(environment, { addons: null }), report);
  if (!lacking('ARGOCD')) for (const binary of (process.env['ARGOCD'] ?? '').split(delimiter)) await suite(binary);
  console.log(failed === 0 ? 'argocd: all passed' : `argocd: ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

void main();
