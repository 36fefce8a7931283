import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const root = join(__dirname, '..', '..', '..');
// Inside the project, whose compiler and settings it has.
const scratch = mkdtempSync(join(root, '.types-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const synth = (props: string) => {
  const program = join(scratch, 'main.ts');
  const imports = ['runSynth } from "../lib/delivery/program/synth', 'minimal } from "../lib/environments/minimal'];
  const code = [
    ...imports.map((one) => `import { ${one}";`),
    `runSynth([{ ...minimal, ${props} }], '${scratch}/dist');`,
  ];
  writeFileSync(program, code.join('\n'));
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.cjs'), program], { encoding: 'utf8' });
  return { status, stderr };
};

test('a synth with a misspelt prop fails and leaves dist/ as it was', () => {
  expect(synth("name: 'acme'")).toEqual({ status: 0, stderr: '' });
  const before = readFileSync(join(scratch, 'dist/acme/30-istiod.k8s.yaml'), 'utf8');
  const { status, stderr } = synth("name: 'acme', purpose: 'x', mutualTsl: 'STRICT'");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^MESH867 \[\.types-.*main\.ts:3:\d+\] TS2\d+: .*'mutualTsl'.*'mutualTls'\?; correct it/);
  expect(readFileSync(join(scratch, 'dist/acme/30-istiod.k8s.yaml'), 'utf8')).toBe(before);
  expect(readdirSync(scratch).sort()).toEqual(['dist', 'main.ts']);
}, 240_000);

test('where a wrong type breaks the program, the compiler says where', () => {
  const thrown = synth("name: 'acme', purpose: 'x', apps: [() => { missing(); }]");
  expect(thrown.status).toBe(1);
  expect(thrown.stderr).toMatch(/^MESH867 \[\.types-.*main\.ts:3:\d+\] TS2304: Cannot find name 'missing'.*\n$/);
  const ours = synth("name: 'acme', purpose: 'x', istio: 7");
  expect(ours.status).toBe(1);
  expect(ours.stderr).toMatch(/^MESH867 \[\.types-.*main\.ts:3:\d+\] TS2322: /);
}, 240_000);
