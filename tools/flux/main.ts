import { setTimeout as sleep } from 'node:timers/promises';
import { demo } from '../../lib/environments/demo';
import { minimal } from '../../lib/environments/minimal';
import type { Environment } from '../../lib/installation/environment';
import { override } from '../../lib/kit/override';
import { Istiod } from '../lab/istiod';
import { inOwnNetwork, Lab, until } from '../lab/lab';
import { node, type Runs } from '../lab/nodes';
import { verdicts } from '../traffic/report';
import { crdsOfFlux, Flux, type Said } from './flux';

/** Programs that this needs, by environment variable. */
const NEEDED = {
  ISTIOD: "Istio's pilot-discovery",
  KUSTOMIZE_CONTROLLER: "Flux's kustomize-controller",
} as const;

/** The demo, brought by Flux, with an autoscaler that finds no metrics. Nobody gives its Services an address. */
const environment: Environment = override(demo, {
  delivery: { by: 'flux' },
  istio: { istiod: { replicas: null, autoscaling: { min: 1, max: 3, cpu: 80 } } },
});
/** The same after a mend of istiod. */
const MENDED = 'pull-through.example.com/istio';
const mended = override(environment, { istio: { image: { hub: MENDED } } });
/** The same without Kiali, and the Gateway API's CRDs are somebody else's from now on. */
const smaller = override(mended, { addons: { kiali: null }, gatewayApi: 'present' });

/** Another cluster, of which Flux has the kubeconfig. */
const EAST = 'east';
const east = override(minimal, { name: EAST, delivery: { by: 'flux', kubeconfig: EAST } });

const { report, end } = verdicts();
const words = (said: readonly Said[]): string =>
  said.map(({ stage, ready, message }) => (ready ? stage : `${stage}: ${message.slice(0, 300)}`)).join(', ');

/** Objects that a stage made before one that it waits for was ready. */
function early(lab: Lab, said: readonly Said[]): readonly string[] {
  const since = new Map(said.map((one) => [one.stage, one.since]));
  return said.flatMap(({ stage, waitsFor, files }) => {
    const found = JSON.parse(lab.kubectl('get', ...files.flatMap((file) => ['-f', file]), '-o', 'json'));
    const objects: readonly { kind: string; metadata: { name: string; creationTimestamp: string } }[] = found.items ?? [
      found,
    ];
    return objects.flatMap(({ kind, metadata: { name, creationTimestamp } }) =>
      waitsFor
        .filter((other) => creationTimestamp < (since.get(other) ?? ''))
        .map((other) => `${kind} ${name} of ${stage} before ${other}`),
    );
  });
}

async function main(): Promise<void> {
  const lacking = Object.entries(NEEDED).filter(([name]) => !process.env[name]);
  for (const [name, what] of lacking) console.log(`skipped: ${name} names no program (${what})`);
  if (lacking.length > 0) return;
  const crds = crdsOfFlux();
  const ended = inOwnNetwork();
  if (ended !== undefined) {
    process.exitCode = ended;
    return;
  }
  const [lab, other] = [await Lab.open(), await Lab.open()];
  const istiod = new Istiod(lab);
  // Its pod says that it is ready before anything runs in it.
  let feigns = true;
  const runs: Runs = async (pod) => {
    const found = await istiod.runs(pod);
    return found === undefined ? undefined : { ...found, ready: feigns || found.ready };
  };
  const stop = node(lab, runs);
  const flux = new Flux(lab, process.env['KUSTOMIZE_CONTROLLER'] ?? '', crds);
  console.log(`kustomize-controller ${flux.version()}`);
  const names = (kind: string, namespace: string, cluster = lab) =>
    cluster.kubectl('-n', namespace, 'get', kind, '-o', 'name');
  const imageOfIstiod = () =>
    lab.kubectl('-n', 'istio-system', 'get', 'deployments', '-l', 'app=istiod', '-o', 'jsonpath={..image}');
  const settled = async (revision: string, seconds: number) => {
    const all = () => flux.said().every((one) => one.ready && one.revision === revision);
    return { holds: await until(all, seconds), said: flux.said() };
  };
  try {
    await flux.start();
    flux.write(environment);
    flux.deliver();
    const first = await flux.push();

    const istiods = () => lab.kubectl('-n', 'istio-system', 'get', 'deployments', '-l', 'app=istiod', '-o', 'json');
    const isThere = await until(() => /"availableReplicas": 1/.test(istiods()), 180);
    await sleep(20_000);
    const waiting = flux.said().filter(({ ready }) => !ready);
    const begun = names('validatingwebhookconfigurations', 'default') + names('pods', 'bookinfo');
    report(
      'nothing begins until the injection webhook has its CA, whatever the pod of istiod says',
      isThere && waiting.some(({ stage }) => stage === 'istiod') && begun === '',
      begun || words(waiting),
    );
    feigns = false;
    const up = await istiod.start();
    const installed = await settled(first, 420);
    report('every stage is ready, with no address and no metrics', up && installed.holds, words(installed.said));
    const before = early(lab, installed.said);
    report('each began when those were ready that it waits for', before.length === 0, before.join(', ') || 'all');
    const pods = lab.kubectl(
      ...['-n', 'bookinfo', 'get', 'pods', '-o'],
      'jsonpath={range .items[*]}{.spec.initContainers[*].name};{end}',
    );
    const injected = pods.split(';').slice(0, -1);
    report('no pod starts uninjected', injected.length > 5 && injected.every((one) => one !== ''), injected.join(' '));

    lab.kubectl('-n', 'istio-system', 'delete', 'service', 'grafana');
    flux.reconcile();
    const isBack = await until(() => names('services', 'istio-system').includes('/grafana'), 60);
    report('what a hand deletes comes back', isBack, String(isBack));

    istiod.stop();
    flux.write(mended);
    const second = await flux.push();
    const rolled = await until(() => imageOfIstiod().startsWith(MENDED), 240);
    report('a mended istiod is rolled out while istiod is down', rolled, imageOfIstiod());
    const back = await istiod.start();
    const caughtUp = await settled(second, 420);
    report('with istiod back, all the rest follows', back && caughtUp.holds, words(caughtUp.said));

    flux.write(smaller);
    const third = await flux.push();
    const pruned = await settled(third, 300);
    const kiali = names('deployments', 'istio-system').includes('/kiali');
    report('what leaves Git goes', pruned.holds && !kiali, words(pruned.said));
    const crds = () => names('crd', 'default');
    report('but no CRD', crds().includes('httproutes.gateway'), `${crds().split('\n').length - 1} are there`);

    lab.kubectl('-n', 'flux-system', 'delete', '--timeout=300s', 'kustomizations', '--all');
    const left = names('deployments,services', 'istio-system') + names('deployments', 'bookinfo');
    const kept = [crds().includes('virtualservices.'), names('namespaces', 'default').includes('/istio-system')];
    report(
      'with its Kustomizations all goes but CRDs and namespaces',
      left === '' && kept.every(Boolean),
      left || 'all',
    );

    flux.write(east);
    flux.knows(EAST, other);
    flux.deliver();
    await flux.push();
    const readers = (cluster: Lab) => names('serviceaccounts', 'istio-system', cluster);
    const arrived = await until(() => readers(other).includes('istio-reader'), 120);
    const here = readers(lab).includes('istio-reader');
    report('another cluster is brought by its kubeconfig, and this one is not', arrived && !here, words(flux.said()));
  } finally {
    flux.stop();
    await stop();
    await Promise.all([lab.close(), other.close()]);
  }
  end('flux');
}

void main();
