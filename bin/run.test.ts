import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { scratch, settle } from '../test/scratch-program';

const { root, file, run, remove } = scratch();
afterAll(remove);

file('lib/word/index.ts', "export const word: string = 'first';");
file('bin/say.ts', "import { word } from '../lib/word';\nconsole.log(word, process.argv.slice(2), __dirname);");
file('bin/fail.ts', "import { fail } from '../lib/fail';\n\nfail('on purpose');");
file('lib/fail.ts', 'export function fail(why: string): never {\n  throw new RangeError(why);\n}');

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

test('a program may be large', () => {
  file('lib/large.ts', `export const large = '${'many words '.repeat(2e6)}';`);
  file('bin/large.ts', "import { large } from '../lib/large';\nconsole.log(large.length);");
  settle();
  expect(run('bin/large.ts').stdout).toBe('22000000');
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

  test('a program that ends before its check leaves nothing of that behind', () => {
    file('early.ts', 'console.log(1);');
    settle();
    for (const _ of ['first', 'second']) expect(run('early.ts')).toMatchObject({ stdout: '1', status: 0 });
    const left = readdirSync(join(root, 'node_modules/.cache/cdk8s-istio')).filter((name) => name.includes('early'));
    for (const name of left) expect(name).toMatch(/^(types-)?early-ts(\.bin|\.bin\.map|\.json|\.tsconfig\.json)$/);
  });

  test('a repository without TypeScript has nothing to check', () => {
    rmSync(join(root, 'node_modules/typescript'));
    expect(run('main.ts').stdout).toBe("{ hardning: 'none' } []");
  });
});
