import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { MeshApp } from '../lib/checks/mesh-app';
import { printManifests } from '../lib/kit/yaml';
import type { Case } from './case';
import { CASES } from './cases';
import { injectionCases } from './injection';

const root = join(__dirname, '..');
const reference = process.env['REFERENCE'] ?? join(root, '..', 'shared', 'reference');
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

/** Renders a case alone into a folder of its own. */
function renderCase(one: Case, folder: string): void {
  const app = new MeshApp();
  one.build(new Chart(app, 'case', { disableResourceNameHashes: true }));
  const objects = [...app.objects().values()].flat().map((object) => object.toJson());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'case.yaml'), printManifests(objects));
}

/** The file to compare with: a reference, or what an official istioctl makes. */
function official({ reference: file, sets }: Case, folder: string): string {
  if (sets === undefined) return join(reference, file);
  const args = ['manifest', 'generate', ...sets.flatMap((set) => ['--set', set])];
  const made = `${folder}.official.yaml`;
  writeFileSync(made, execFileSync(istioctl, args, { encoding: 'utf8', maxBuffer: 2 ** 26 }));
  return made;
}

function main(): void {
  if (!existsSync(compare)) {
    console.log(`no reference to compare with at ${reference}; set REFERENCE to its folder`);
    process.exitCode = 2;
    return;
  }
  execFileSync('python3', ['-c', 'import yaml']);
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  // What is installed; the samples that no environment of dist/ holds; other settings than those of dist/.
  const ignored = join(folder, 'differences.txt');
  const lists = ['differences.txt', 'differences-samples.txt', 'differences-official.txt'];
  writeFileSync(ignored, lists.map((list) => readFileSync(join(__dirname, list), 'utf8')).join(''));
  const filter = process.argv[2] ?? '';
  const cases = CASES.filter(({ sets }) => istioctl !== '' || sets === undefined);
  const rows = cases
    .filter((one) => one.reference.includes(filter))
    .map((one, i) => {
      const ours = join(folder, String(i));
      renderCase(one, ours);
      const theirs = official(one, ours);
      const strict = judge(ours, theirs, one.namespace ?? '', []);
      const known = judge(ours, theirs, one.namespace ?? '', ['--ignore', ignored]);
      return { one, strict, known, passed: known.fields === 0 && known.missing === 0 };
    });
  rmSync(folder, { recursive: true });
  console.log('reference file                                     equal  listed  differing  missing');
  for (const { one, strict, known } of rows) {
    const columns = [
      strict.equal,
      strict.total - strict.equal - known.missing - (known.total - known.equal - known.missing),
      known.total - known.equal - known.missing,
      known.missing,
    ];
    console.log(one.reference.padEnd(48), columns.map((n) => String(n).padStart(8)).join(' '));
    if (known.details !== '') console.log(known.details);
  }
  const previews = injectionCases(reference).filter(({ name }) => name.includes(filter));
  for (const { name, differences } of previews) if (differences.length > 0) console.log(name, ...differences);
  const wrong = previews.filter(({ differences }) => differences.length > 0).length;
  console.log(`pods of the injection preview: ${previews.length - wrong} equal, ${wrong} differ`);
  const failed = rows.filter(({ passed }) => !passed).length + wrong;
  if (istioctl === '') console.log(`left out without ISTIOCTL: ${CASES.length - cases.length}`);
  console.log(`conformance: ${rows.length + previews.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main();
