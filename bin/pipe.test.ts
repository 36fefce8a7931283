import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const scratch = mkdtempSync(join(tmpdir(), 'pipe-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A program whose reader goes away before the first word, as `| head` does after its lines. */
async function unread(which: 'stdout' | 'stderr', program: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(__dirname, program), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let rest = '';
  child[which === 'stdout' ? 'stderr' : 'stdout'].on('data', (chunk) => {
    rest += chunk;
  });
  child[which].destroy();
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, rest };
}

const pod = join(scratch, 'pod.yaml');
writeFileSync(
  pod,
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, nmae: a}]}\n',
);

const SCRIPT = 'cdk8s-istio.cjs';
const unsynthesized = join(scratch, 'main.ts');
writeFileSync(
  unsynthesized,
  `import { runSynth } from '${join(__dirname, '..')}/lib/delivery/synth';
import { demo } from '${join(__dirname, '..')}/lib/environments/demo';
runSynth([{ ...demo, name: '../evil' }], '${scratch}/dist');`,
);

test.each([
  ['stdout', ['--help'], 0],
  ['stdout', ['completion', 'bash'], 0],
  ['stdout', ['preview', pod], 0],
  ['stderr', ['diff', 'no-such-environment'], 2],
  ['stderr', ['check', join(scratch, 'none.yaml')], 2],
] as const)('who stops reading %s of %j ends it quietly', async (which, args, code) => {
  const ended = await unread(which, SCRIPT, ...args);
  expect(ended.code).toBe(code);
  expect(ended.rest).not.toMatch(/EPIPE|\n +at /);
});

test('so does a synth that has something to refuse', async () => {
  expect(await unread('stderr', SCRIPT, 'synth', unsynthesized)).toMatchObject({ code: 1, rest: '' });
});

const manyRoutes = join(scratch, 'many');
mkdirSync(manyRoutes);
const MANY = 5000;
for (let i = 0; i < MANY; i++)
  writeFileSync(
    join(manyRoutes, `${i}.yaml`),
    `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: a, namespace: n${i} }\nspec: { egress: [{ hosts: ['./*'] }] }\n`,
  );

test('a check that takes long shows on a terminal how far it is, and leaves nothing of it', () => {
  const command = `${process.execPath} ${join(__dirname, SCRIPT)} check ${manyRoutes}`;
  // A pseudo terminal; what the program writes comes out as it is.
  const shown = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
  // Of files, or of rules: how far it is when the bar appears is a matter of the machine.
  expect(shown).toMatch(/\d+\/\d+ \S/);
  expect(shown.split('\u001b[1G\u001b[2K').at(-1)).toBe(`${MANY} objects in ${manyRoutes}: 0 errors, 0 warnings\r\n`);
});

test('the same into a pipe has no word of it', () => {
  const { stderr } = spawnSync(process.execPath, [join(__dirname, SCRIPT), 'check', manyRoutes], { encoding: 'utf8' });
  expect(stderr).toBe(`${MANY} objects in ${manyRoutes}: 0 errors, 0 warnings\n`);
});

test.each([
  [
    'resources',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n---\nkind: ConfigMap\napiVersion: v1\nmetadata: { name: a }\n',
    '2 objects: ',
  ],
  ['an IstioOperator', 'kind: IstioOperator\nspec: { revision: blue }\n', '0 settings left out'],
])('%s may come by a pipe', (_what, input, told) => {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, SCRIPT), 'import', '-'], {
    encoding: 'utf8',
    input,
  });
  expect(stderr).toContain(told);
  expect(status).toBe(0);
});
