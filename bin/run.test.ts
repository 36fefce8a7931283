import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

const root = mkdtempSync(join(tmpdir(), 'run-'));
afterAll(() => rmSync(root, { recursive: true }));

const file = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
const run = (...args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['bin/run.cjs', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { stdout: stdout.trim(), stderr, status };
};

mkdirSync(join(root, 'bin'));
for (const name of ['run.cjs', 'types.cjs']) copyFileSync(join(__dirname, name), join(root, 'bin', name));
mkdirSync(join(root, 'node_modules'));
for (const name of ['esbuild', '@esbuild', 'typescript', '@typescript'])
  symlinkSync(join(__dirname, '../node_modules', name), join(root, 'node_modules', name));
file('package.json', '{}');
file('tsconfig.json', '{}');
file('package-lock.json', '{}');
file('lib/word/index.ts', "export const word: string = 'first';");
file('bin/say.ts', "import { word } from '../lib/word';\nconsole.log(word, process.argv.slice(2), __dirname);");
file('bin/fail.ts', "import { fail } from '../lib/fail';\n\nfail('on purpose');");
file('lib/fail.ts', 'export function fail(why: string): never {\n  throw new RangeError(why);\n}');

/** Until a change can be told from what was there before. */
const settle = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
const kept = () => statSync(join(root, 'node_modules/.cache/cdk8s-istio/bin-say-ts.bin')).ino;

test('a program gets its arguments and knows where it lies, and the next run takes what is kept', () => {
  settle();
  expect(run('bin/say.ts', 'a', '--b').stdout).toBe(`first [ 'a', '--b' ] ${join(root, 'bin')}`);
  const before = kept();
  expect(run('bin/say.ts').stdout).toContain('first []');
  expect(kept()).toBe(before);
});

test('a change of any file of the program counts at once', () => {
  file('lib/word/index.ts', "export const word: string = 'other';");
  expect(run('bin/say.ts').stdout).toContain('other');
});

test('so does a new file that comes before another', () => {
  settle();
  run('bin/say.ts');
  file('lib/word/index.tsx', "export const word: string = 'third';");
  expect(run('bin/say.ts').stdout).toContain('third');
});

test('a damaged file is made anew', () => {
  settle();
  run('bin/say.ts');
  file('node_modules/.cache/cdk8s-istio/bin-say-ts.bin', 'damaged');
  expect(run('bin/say.ts').stdout).toContain('third');
});

test('a failure names the places in the sources, made anew or kept', () => {
  settle();
  for (const _ of ['made', 'kept']) {
    const { stderr, status } = run('bin/fail.ts');
    expect(status).toBe(1);
    expect(stderr).toMatch(/RangeError: on purpose\n +at fail \(lib\/fail\.ts:2:\d+\)\n +at .*\(bin\/fail\.ts:3:\d+\)/);
  }
});

describe('types', () => {
  const types = "(globalThis as any)[Symbol.for('cdk8s-istio.types')]()";
  const main = (prop: string) =>
    file(
      'main.ts',
      `interface Props { readonly hardening?: string }\nconst props: Props = { ${prop}: 'none' };\nconsole.log(props, ${types});`,
    );

  test('what does not fit is said, with its place and what was meant', () => {
    main('hardning');
    settle();
    expect(run('main.ts').stdout).toMatch(
      /main\.ts\(2,24\): error TS2561: .*'hardning'.*Did you mean to write 'hardening'\?/,
    );
  });

  test('what was checked once is not checked again until a file changes', () => {
    main('hardening');
    settle();
    expect(run('main.ts').stdout).toBe("{ hardening: 'none' } []");
    const before = statSync(join(root, 'node_modules/.cache/cdk8s-istio/types-main-ts.json')).ino;
    expect(run('main.ts').stdout).toContain('[]');
    expect(statSync(join(root, 'node_modules/.cache/cdk8s-istio/types-main-ts.json')).ino).toBe(before);
    main('hardning');
    expect(run('main.ts').stdout).toContain('TS2561');
  });

  test('a repository without TypeScript has nothing to check', () => {
    rmSync(join(root, 'node_modules/typescript'));
    expect(run('main.ts').stdout).toBe("{ hardning: 'none' } []");
  });
});
