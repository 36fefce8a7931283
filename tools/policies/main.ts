import { spawnSync } from 'node:child_process';
import { collect } from '../../lib/model/collect';
import type { KubeObject } from '../../lib/model/object';
import { inOwnWorld } from '../kubelet/world';
import { type Report, verdicts } from '../traffic/report';
import { build, KUBE_ROUTER } from './build';
import { ENVIRONMENTS, OUTSIDE, objectsOf } from './environments';
import { compare, endsOf } from './matrix';
import { namedOf } from './named';
import { PolicedNode } from './node';
import { portsOf } from './ports';
import { PORTS, randomObjects } from './random';

const KUBERNETES = process.env['KUBERNETES'] ?? '1.35';
const SEEDS = [1, 2, 3];
const SHOWN = 20;
const RANDOM = /^random-(\d+)$/;

const meshOf = (objects: readonly KubeObject[]) =>
  collect(
    objects.map((object) => ({
      place: `${object.kind} ${object.metadata?.namespace}/${object.metadata?.name}`,
      object,
    })),
    [],
  );

/** One environment, or policies by chance, on a node of its own. */
async function run(name: string, report: Report): Promise<void> {
  const environment = ENVIRONMENTS[name];
  const seed = RANDOM.exec(name)?.[1];
  const objects = environment === undefined ? randomObjects(Number(seed)) : objectsOf(environment());
  const mesh = meshOf(objects);
  const ports = environment === undefined ? PORTS : portsOf(mesh);
  const node = await PolicedNode.open(KUBERNETES);
  try {
    for (const [who, address] of Object.entries(OUTSIDE)) node.outside(who, address);
    await node.apply(objects);
    await node.enforce();
    const reached = node.reached(ports);
    const { pairs, open, differing } = compare(mesh, reached, ports.tcp);
    const counted = `${pairs} pairs of ends and port, ${open} of them open, ${differing.length} told otherwise by allowed()`;
    const shown = [counted, ...differing.slice(0, SHOWN)].join('\n  ');
    report(`${name}: enforced as allowed() says`, open > 0 && open < pairs && differing.length === 0, shown);
    if (environment === undefined) return;
    for (const { what, wanted, wrong } of namedOf(mesh, [...endsOf(mesh).keys()], reached, name === 'secure'))
      report(`${name}: ${what}`, wanted > 0 && wrong.length === 0, [`${wanted} connections`, ...wrong].join('\n  '));
  } finally {
    await node.close();
  }
}

/** Why nothing can be enforced here. */
function lacking(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root of a Linux';
  const absent = ['go', 'ip', 'ipset', 'iptables', 'unshare'].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  if (absent.length > 0) return absent.join(', ');
  return spawnSync('unshare', ['--net', 'ipset', 'list']).status === 0 ? undefined : 'a kernel with IP sets';
}

async function main(): Promise<void> {
  const all = [...Object.keys(ENVIRONMENTS), ...SEEDS.map((seed) => `random-${seed}`)];
  const [only] = process.argv.slice(2);
  if (only !== undefined && !all.includes(only) && !RANDOM.test(only)) {
    console.error(`there is no ${only}, but ${all.join(', ')}, and random- with any seed`);
    process.exitCode = 2;
    return;
  }
  const lack = lacking();
  if (lack !== undefined) return console.log(`skipped: enforcing NetworkPolicies needs ${lack}`);
  build();
  const { report, end } = verdicts();
  for (const name of only === undefined ? all : [only]) {
    const code = inOwnWorld(name);
    if (code === undefined) await run(name, report);
    else report(`${name}, in a world of its own`, code === 0, `ended with ${code}`);
  }
  end(`policies by kube-router ${KUBE_ROUTER}`);
}

void main();
