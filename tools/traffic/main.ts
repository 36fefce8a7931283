import { Chart } from 'cdk8s';
import { Bookinfo } from '../../lib/bookinfo';
import type { TaskName } from '../../lib/bookinfo/tasks';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { demo } from '../../lib/environments/demo';
import { MeshEnvironment } from '../../lib/installation/installation';
import { override } from '../../lib/kit/override';
import type { Api } from '../../lib/mesh/route/route';
import { shareOf } from '../../lib/simulator/matchers';
import { route } from '../../lib/simulator/routes/route';
import { build, minor } from '../cluster/build';
import { inOwnWorld } from '../kubelet/world';
import { ambientTraffic } from './ambient/suite';
import { callsOf, versionOf } from './answers';
import { appliedTraffic } from './applied';
import type { Answer } from './ask';
import { clustersTraffic } from './clusters/suite';
import { installTraffic } from './installs';
import {
  ask,
  down,
  missing,
  NEEDED,
  NEEDED_BY_AMBIENT,
  NEEDED_BY_CLUSTERS,
  NEEDED_BY_PODS,
  podAddresses,
  up,
  withObjects,
} from './lab';
import { addressOf, jsonOf, type Report, verdicts } from './report';
import { secureTraffic } from './secure';
import { upgradeTraffic } from './upgrade';

const JASON = { 'end-user': 'jason' };
/** Points by which a measured share may differ from the written one. */
const TOLERANCE = 5;

/** Bookinfo with tasks, alone: what a case adds to the demo, and what the routing tests say of it. */
function bookinfo(tasks: readonly TaskName[], api: Api) {
  const app = new MeshApp();
  const chart = new Chart(app, 'case');
  const made = new Bookinfo(chart, 'Bookinfo', { injection: true, tasks, api });
  return { chart, made, objects: jsonOf(app) };
}

const percentOf = <T>(all: readonly T[], holds: (one: T) => boolean): number =>
  (100 * all.filter(holds).length) / all.length;

const { report, end } = verdicts();

let page = '';

/** Asks for the page, and holds the versions of reviews that answered against what the routing tests say. */
async function shares(tasks: readonly TaskName[], count: number, headers = {}, api: Api = 'istio'): Promise<void> {
  const { chart, made, objects } = bookinfo(tasks, api);
  const expected = route(chart, { host: made.reviews, headers, from: made.productpage });
  const own = objects.filter(
    ({ kind, metadata }) =>
      /^(VirtualService|HTTPRoute)$/.test(kind) || (/-v\d$/.test(metadata.name) && kind === 'Service'),
  );
  const added = own.filter((object) => !base.has(addressOf(object)) && object.metadata.name !== 'bookinfo');
  const answers = await withObjects(added, () => ask(page, count, headers));
  for (const version of made.reviews.versions) {
    const wanted = shareOf(expected.targets, made.reviews.version(version));
    const got = percentOf(answers, (answer) => versionOf(answer) === version);
    const who = 'end-user' in headers ? ' for jason' : '';
    report(
      `${tasks.join(' + ')} (${api})${who}, reviews ${version}`,
      Math.abs(got - wanted) <= TOLERANCE,
      `${got.toFixed(1)}% of ${count}, written ${wanted}%`,
    );
  }
}

/** Asks with and without jason, and judges both. */
async function fault(name: string, tasks: readonly TaskName[], hit: (answer: Answer) => boolean): Promise<void> {
  const { objects } = bookinfo(tasks, 'istio');
  const added = objects.filter((object) => object.kind === 'VirtualService' && !base.has(addressOf(object)));
  await withObjects(added, () => {
    const jason = percentOf(ask(page, 4, JASON), hit);
    const others = percentOf(ask(page, 20, {}), hit);
    report(name, jason === 100 && others === 0, `${jason}% of jason's, ${others}% of the others'`);
  });
}

let base: ReadonlySet<string> = new Set();

/** What the tasks do with the demo, held against the routing tests. */
async function demoTraffic(): Promise<void> {
  const app = new MeshApp();
  new MeshEnvironment(app, override(demo, { addons: null }));
  const mesh = jsonOf(app);
  base = new Set(mesh.map(addressOf));
  page = `${up(mesh)}/productpage`;

  await shares(['all-v1'], 200);
  await shares(['reviews-90-10'], 1000);
  await shares(['reviews-80-20'], 1000);
  await shares(['reviews-50-v3'], 1000);
  await shares(['reviews-test-v2'], 100, JASON);
  await shares(['reviews-test-v2'], 100);
  await shares(['reviews-90-10'], 1000, {}, 'gateway-api');
  const ratings = (answer: Answer) => callsOf(answer).find(({ app: name }) => name === 'reviews')?.calls?.[0];
  await fault(
    'ratings-test-abort hits jason alone',
    ['reviews-test-v2', 'ratings-test-abort'],
    (answer) => ratings(answer)?.status === 500,
  );
  await fault('ratings-test-delay hits jason alone', ['reviews-test-v2', 'ratings-test-delay'], ({ ms }) => ms >= 7000);
  await withObjects(
    bookinfo(['fault-details-v1'], 'istio').objects.filter(
      (object) => object.kind === 'VirtualService' && !base.has(addressOf(object)),
    ),
    () => {
      const got = percentOf(ask(page, 20, {}), (answer) => callsOf(answer).some(({ status }) => status === 555));
      report('fault-details-v1 hits everybody', got === 100, `${got}%`);
    },
  );
  const plain = podAddresses('details').flatMap((ip) => ask(`http://${ip}:9080/details/0`, 2, {}));
  report(
    'strict-mtls refuses plaintext',
    plain.every(({ status }) => status === 0),
    plain.map(({ status }) => status).join(' '),
  );
}

interface Suite {
  readonly run: (report: Report) => Promise<void>;
  readonly needs: Readonly<Record<string, string>>;
  /** Runs in a world of its own, as a program of its own. */
  readonly apart?: true;
}

const SUITES: Readonly<Record<string, Suite>> = {
  demo: { run: demoTraffic, needs: NEEDED },
  secure: { run: secureTraffic, needs: NEEDED },
  applied: { run: appliedTraffic, needs: NEEDED },
  installs: { run: (report) => installTraffic(report, process.argv.slice(3)), needs: NEEDED },
  upgrade: { run: upgradeTraffic, needs: NEEDED_BY_PODS, apart: true },
  ambient: { run: ambientTraffic, needs: NEEDED_BY_AMBIENT, apart: true },
  clusters: { run: clustersTraffic, needs: NEEDED_BY_CLUSTERS, apart: true },
};

async function runSuite(name: string, { run, needs, apart }: Suite): Promise<void> {
  const lacking = missing(needs);
  if (lacking.length > 0) {
    console.log(
      `skipped: ${name} needs ${Object.keys(needs).length} environment variables, and lacks ${lacking.join(', ')}`,
    );
    return;
  }
  // A world of its own has no registry to build from.
  if (apart) build(minor(), { pods: true });
  const code = apart ? inOwnWorld(name, ...process.argv.slice(3)) : undefined;
  if (code !== undefined) return report(`${name}, in a world of its own`, code === 0, `ended with ${code}`);
  try {
    await run(report);
  } finally {
    if (!apart) down();
  }
}

async function main(): Promise<void> {
  const [only] = process.argv.slice(2);
  if (only !== undefined && SUITES[only] === undefined) {
    console.error(`there is no ${only}, but ${Object.keys(SUITES).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  for (const [name, suite] of Object.entries(SUITES)) if (name === (only ?? name)) await runSuite(name, suite);
  end('traffic');
}

void main();
