import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const root = join(__dirname, '..', '..', '..');
// Inside the project, whose compiler and settings it has.
const scratch = mkdtempSync(join(root, '.types-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const imports = ['runSynth } from "../lib/delivery/program/synth', 'minimal } from "../lib/environments/minimal']
  .map((one) => `import { ${one}";`)
  .join(' ');

const synth = (props: string) => {
  const program = join(scratch, 'main.ts');
  const code = [imports, `runSynth([{ ...minimal, ${props} }], '${scratch}/dist');`];
  writeFileSync(program, code.join('\n'));
  return run();
};
const run = () => {
  const args = [join(root, 'bin/run.cjs'), join(scratch, 'main.ts')];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stderr };
};

test('a synth with a misspelt prop fails and leaves dist/ as it was', () => {
  expect(synth("name: 'acme'")).toEqual({ status: 0, stderr: '' });
  const before = readFileSync(join(scratch, 'dist/acme/30-istiod.k8s.yaml'), 'utf8');
  const { status, stderr } = synth("name: 'acme', purpose: 'x', mutualTsl: 'STRICT'");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^MESH867 \[\.types-.*main\.ts:2:\d+\] TS2\d+: .*'mutualTsl'.*'mutualTls'\?; correct it/);
  expect(readFileSync(join(scratch, 'dist/acme/30-istiod.k8s.yaml'), 'utf8')).toBe(before);
  expect(readdirSync(scratch).sort()).toEqual(['dist', 'main.ts']);
}, 240_000);

test('where a wrong type breaks the program, the compiler says where', () => {
  const thrown = synth("name: 'acme', purpose: 'x', apps: [() => { missing(); }]");
  expect(thrown.status).toBe(1);
  expect(thrown.stderr).toMatch(/^MESH867 \[\.types-.*main\.ts:2:\d+\] TS2304: Cannot find name 'missing'.*\n$/);
  const ours = synth("name: 'acme', purpose: 'x', istio: 7");
  expect(ours.status).toBe(1);
  expect(ours.stderr).toMatch(/^MESH867 \[\.types-.*main\.ts:2:\d+\] TS2322: /);
}, 240_000);

test('what the program itself throws, or what is no program, is a line with its place, and no stack', () => {
  const program = (code: string) => {
    writeFileSync(join(scratch, 'main.ts'), `${imports}\n${code}`);
    const { status, stderr } = run();
    return { status, lines: stderr.trim().split('\n') };
  };
  const place = relative(root, join(scratch, 'main.ts'));
  const thrown = 'TypeError: Cannot read properties of undefined';
  for (const code of [
    'JSON.parse("{}").a.b; runSynth([minimal]);',
    'runSynth([{ ...minimal, apps: [() => JSON.parse("{}").a.b] }]);',
  ])
    expect(program(code)).toEqual({
      status: 1,
      lines: [
        expect.stringMatching(
          new RegExp(`^MESH844 \\[${place}:2\\] the program stopped: ${thrown}.*; correct it there`),
        ),
      ],
    });
  expect(program('runSynth([minimal]')).toEqual({
    status: 1,
    lines: [expect.stringContaining(`MESH867 [${place}:2:19] TS1005: ')' expected.; correct it`)],
  });
  expect(program('runSynth([minimal]); import { nothing } from "./nowhere"; nothing();').lines).toEqual([
    expect.stringMatching(new RegExp(`^MESH867 \\[${place}:2:\\d+\\] TS2307: Cannot find module './nowhere'`)),
  ]);
}, 240_000);
