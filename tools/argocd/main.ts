import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { demo } from '../../lib/environments/demo';
import type { Environment } from '../../lib/installation/environment';
import { override } from '../../lib/kit/override';
import { isOlder } from '../../lib/kit/versions';
import { Istiod } from '../lab/istiod';
import { inOwnNetwork, Lab, until } from '../lab/lab';
import { node } from '../lab/nodes';
import { verdicts } from '../traffic/report';
import { ArgoCd, type Said, THEIRS } from './argocd';
import { waves } from './waves';

/** Programs that this needs, by environment variable. Without Argo CD, the order alone is tried. */
const NEEDED = {
  ISTIOD: "Istio's pilot-discovery",
  ARGOCD: "Argo CD's binary, or several of them, separated like a PATH",
} as const;
/** Compares by dry runs on the server wherever it applies there. */
const FIRST_TO_ASK_THE_SERVER = '3.6';
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

const { report, end } = verdicts();

/** Of what is wrong, so many things are printed. */
const SHOWN = 8;
const words = ({ sync, health, phase, message, wrong }: Said): string =>
  [`${sync}, ${health}, sync ${phase}`, ...(phase === 'Succeeded' ? [] : [message]), ...wrong.slice(0, SHOWN)].join(
    '\n  ',
  );

async function suite(binary: string): Promise<void> {
  const lab = await Lab.open();
  const istiod = new Istiod(lab);
  const stop = node(lab, istiod.runs);
  const argo = new ArgoCd(lab, binary);
  const number = argo.version();
  const version = `Argo CD ${number}`;
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
    // From 3.6 on, comparing is a dry run on the server unless the Application says otherwise, and that asks istiod's webhook.
    argo.forgetComparison(name);
    const isBlind = () => argo.said(name).wrong.some((one) => /^ComparisonError.*failed calling webhook/s.test(one));
    const blind = await until(isBlind, isOlder(number, FIRST_TO_ASK_THE_SERVER) ? 30 : 90);
    report(
      `${version}: ${blind ? 'could compare nothing' : 'compares all the same'} without our word on comparisons`,
      blind !== isOlder(number, FIRST_TO_ASK_THE_SERVER),
      words(argo.said(name)),
    );
    argo.deliver();
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
  end('argocd');
}

void main();
