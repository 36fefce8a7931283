import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiObject, Chart } from 'cdk8s';
import { MeshApp } from '../lib/checks/judge/mesh-app';
import { settled } from '../lib/delivery/dist/settled';
import type { MeshEnvironment } from '../lib/installation/installation';
import { imageTag } from '../lib/istio/parts/image';
import { PROFILES } from '../lib/istio/profiles';
import { type Minor, NEWEST } from '../lib/istio/versions';
import type { Block } from '../lib/kit/json';
import { printManifests } from '../lib/kit/yaml';
import type { Case } from './case';
import { CASES } from './cases';
import { injectionCases } from './injection';
import { known, knownAs } from './known';

const root = join(__dirname, '..');
const reference = process.env['REFERENCE'] ?? join(root, '..', 'shared', 'reference');
/** Folder of a minor's official output: the newest's, and beside it `<folder>-<minor>` of each older one. */
const referenceOf = (minor: Minor): string => (minor === NEWEST ? reference : `${reference}-${minor}`);
const compare = process.env['COMPARE'] ?? join(reference, '..', 'conformance', 'compare.py');

/** An official istioctl of the version that we render; without it the cases that need it are left out. */
const istioctl = process.env['ISTIOCTL'] ?? '';

/** What the comparison says of one case. */
interface Verdict {
  readonly equal: number;
  readonly total: number;
  readonly fields: number;
  readonly missing: number;
  readonly details: string;
}

function judge(ours: string, theirs: string, namespace: string, ignore: readonly string[]): Verdict {
  const args = [compare, ours, theirs, '--namespace', namespace, ...ignore];
  const { stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  const found = /equal (\d+) of (\d+) reference objects, (\d+) differing fields, (\d+) missing/.exec(stdout);
  if (found === null) throw new Error(`${compare}: ${stderr || stdout}`);
  const [equal = 0, total = 0, fields = 0, missing = 0] = found.slice(1).map(Number);
  return {
    equal,
    total,
    fields,
    missing,
    details: stdout
      .split('\n')
      .filter((line) => !line.startsWith('extra'))
      .slice(0, -2)
      .join('\n'),
  };
}

/** Any chart is an instance of every class of charts to cdk8s. */
const environmentOf = (object: ApiObject): MeshEnvironment | undefined =>
  object.node.scopes.find((scope): scope is MeshEnvironment => 'writes' in scope);

/** Renders a case alone into a folder of its own, as dist/ has its objects but for what Argo CD reads. */
function renderCase(one: Case, folder: string): void {
  const app = new MeshApp();
  one.build(new Chart(app, 'case', { disableResourceNameHashes: true }));
  const written = [...app.objects().values()]
    .flat()
    .filter((object) => environmentOf(object)?.writes(object) !== false);
  const objects = written.map((object) => settled(object.toJson()) as Block);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'case.yaml'), printManifests(one.as ? objects.map(one.as) : objects));
}

/** Builds of istioctl differ in where they take images from. */
const IMAGES = [`hub=${PROFILES.default.image.hub}`, `tag=${imageTag(PROFILES.default)}`];

/** CRDs are brought to a cluster once for all of its environments; crds.ts compares them. */
const withoutCrds = (manifests: string): string =>
  manifests
    .split(/^---$/m)
    .filter((one) => !/^kind: CustomResourceDefinition$/m.test(one))
    .join('---');

/** The file to compare with: a reference, or what an official istioctl makes. */
function official(
  minor: Minor,
  { reference: file, sets, operator }: Pick<Case, 'reference' | 'sets' | 'operator'>,
  folder: string,
): string {
  if (sets === undefined) return join(referenceOf(minor), file);
  const given = `${folder}.operator.yaml`;
  if (operator !== undefined) writeFileSync(given, operator);
  const images = IMAGES.filter((set) => !operator?.includes(`\n  ${set.split('=')[0]}: `));
  const args = [
    ...['manifest', 'generate', ...(operator === undefined ? [] : ['-f', given])],
    ...[...images, ...sets].flatMap((set) => ['--set', set]),
  ];
  const made = `${folder}.official.yaml`;
  writeFileSync(
    made,
    withoutCrds(execFileSync(istioctl, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 26 })),
  );
  return made;
}

interface Row {
  readonly name: string;
  readonly strict: Verdict;
  readonly known: Verdict;
  /** What import says of an operator of one's own. */
  readonly said: readonly string[];
  /** istioctl does not take it either, or import says that synth will not. */
  readonly isRefused: boolean;
}

/** Why an action was refused, if it was. */
function refusal(who: string, action: () => void): readonly string[] {
  try {
    action();
    return [];
  } catch (error) {
    return [`refused ${who}: ${error instanceof Error ? error.message.trim() : error}`];
  }
}

function compared(minor: Minor, cases: readonly Case[], folder: string): readonly Row[] {
  const ignored = join(folder, 'differences.txt');
  return cases.map((one, i) => {
    const ours = join(folder, `${minor}-${i}`);
    const name = `${minor} ${one.name ?? one.reference}`;
    let theirs = '';
    const byThem = refusal('by istioctl', () => {
      theirs = official(minor, one, ours);
    });
    const refused = [
      ...refusal('here', () => {
        renderCase(one, ours);
        if (one.own !== undefined && byThem.length === 0)
          theirs = official(minor, { ...one, operator: one.own.left() }, ours);
      }),
      ...byThem,
    ];
    const verdict = (...ignore: readonly string[]): Verdict =>
      refused.length > 0
        ? { equal: 0, total: 1, fields: 0, missing: 1, details: refused.join('\n') }
        : judge(ours, theirs, one.namespace ?? '', ignore);
    const listed = known(minor);
    writeFileSync(
      ignored,
      one.own && refused.length === 0
        ? knownAs(
            [listed.trimEnd(), ...one.own.differs(readFileSync(theirs, 'utf8'))].join('\n'),
            [join(ours, 'case.yaml'), theirs].map((file) => readFileSync(file, 'utf8')).join('---\n'),
          )
        : listed,
    );
    return {
      name,
      strict: verdict(),
      known: verdict('--ignore', ignored),
      said: refused.length > 0 ? refused : (one.own?.said() ?? []),
      isRefused:
        one.own !== undefined &&
        (byThem.length > 0 || one.own.refused().some((line) => refused[0]?.includes(line.replace(/^.*?\] /, '')))),
    };
  });
}

function main(): void {
  if (!existsSync(compare)) {
    console.log(`no reference to compare with at ${reference}; set REFERENCE to its folder`);
    process.exitCode = 2;
    return;
  }
  execFileSync('python3', ['-c', 'import yaml']);
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const filter = process.argv[2] ?? '';
  const wanted = (minor: Minor, name: string) => `${minor} ${name}`.includes(filter);
  const runnable = ({ sets }: Case) => istioctl !== '' || sets === undefined;
  const rows = CASES.flatMap(([minor, cases]) =>
    compared(
      minor,
      cases.filter((one) => runnable(one) && wanted(minor, one.reference)),
      folder,
    ),
  );
  rmSync(folder, { recursive: true });
  console.log('reference file                                          equal  listed  differing  missing');
  for (const { name, strict, known: found, said } of rows) {
    const differing = found.total - found.equal - found.missing;
    const columns = [strict.equal, strict.total - strict.equal - found.missing - differing, differing, found.missing];
    console.log(name.padEnd(53), columns.map((n) => String(n).padStart(8)).join(' '));
    if (found.details !== '') console.log(found.details);
    for (const line of said) console.log(`said: ${line}`);
  }
  const previews = CASES.flatMap(([minor]) =>
    injectionCases(minor, reference, referenceOf(minor)).filter(({ name }) => name.includes(filter)),
  );
  for (const { name, differences } of previews) if (differences.length > 0) console.log(name, ...differences);
  const wrong = previews.filter(({ differences }) => differences.length > 0).length;
  console.log(`pods of the injection preview: ${previews.length - wrong} equal, ${wrong} differ`);
  const failed =
    rows.filter(({ known: { fields, missing }, isRefused }) => fields + missing > 0 && !isRefused).length + wrong;
  const left = CASES.flatMap(([, cases]) => cases).filter((one) => !runnable(one)).length;
  if (left > 0) console.log(`left out without ISTIOCTL: ${left}`);
  console.log(`conformance: ${rows.length + previews.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main();
