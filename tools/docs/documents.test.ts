import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as library from '../../lib';
import { blocksOf, pages, root } from '../../test/documents';
import { EXAMPLES } from '../../test/examples';
import { exampleMesh } from './constructs';

const blocks: readonly { readonly name: string; readonly code: string }[] = [...pages.keys()].flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === 'ts')
    .map(({ code }, i) => ({ name: `${page.replaceAll(/\W+/g, '-')}/${i}`, code })),
);

/** Makes of each block what its reader would: its environments, or its app in one; its tests run as it is loaded. */
const RUNNER = `
import { minimal, override, render, PROFILE_ENVIRONMENTS, defaultEnvironment } from 'cdk8s-istio';

const names = JSON.parse(process.argv[2] ?? '[]') as string[];
const isEnvironment = (value: any) => value?.istio !== undefined && value.gateways !== undefined;
const bases = [defaultEnvironment, override(PROFILE_ENVIRONMENTS.ambient, { gateways: defaultEnvironment.gateways })];
for (const name of names) {
  const said: unknown[] = [];
  try {
    const own = require('./' + name);
    // A synth of the block's own says what is wrong on stderr, and fails.
    if (process.exitCode) throw new Error('its synth is refused');
    for (const [key, value] of Object.entries<any>(own)) {
      const found = Array.isArray(value) ? value.map((one) => (isEnvironment(one?.environment) ? one.environment : one)) : [value];
      const environments = found.filter(isEnvironment);
      if (environments.length > 0) for (const one of environments) said.push([key, [...render([one]).keys()].length]);
      else if (typeof value === 'function' && value.length === 1) {
        const tried = bases.map((base) => {
          try {
            return [...render([override(base, { apps: [value] })]).keys()].length;
          } catch (error) {
            return String((error as Error).message);
          }
        });
        said.push([key, tried.find((one) => typeof one === 'number') ?? tried]);
      }
      if (Array.isArray(value) && value[0]?.does !== undefined) said.push(['steps', value.map((one) => one.name)]);
    }
    console.log(JSON.stringify({ name, said }));
  } catch (error) {
    process.exitCode = 0;
    console.log(JSON.stringify({ name, error: String((error as Error).message ?? error) }));
  }
}
`;
const SHIM = `
import { expect } from 'expect';
export { expect };
export const test = (_name: string, run: () => unknown) => run();
export const describe = test;
export const it = test;
export const beforeAll = (run: () => unknown) => run();
`;

/** What an example of a message has in scope: the library, and the mesh beside which it stands. */
function scopeOf(text: string): string {
  const words = new Set(text.match(/\w+/g));
  const names = (of: object) => Object.keys(of).filter((name) => words.has(name) && !text.includes(`const ${name} `));
  const types = ['App', 'Environment', 'Patch'].filter((name) => words.has(name)).map((name) => `type ${name}`);
  return [
    `import { ${[...names(library), ...types].join(', ')} } from 'cdk8s-istio';`,
    "import { exampleMesh } from '../../tools/docs/constructs';",
    `const { ${names(exampleMesh()).join(', ')} } = exampleMesh();`,
  ].join('\n');
}

const folder = mkdtempSync(join(root, '.documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly name: string;
  readonly error?: string;
  readonly said?: readonly (readonly [what: string, found: unknown])[];
}
const outcomes = new Map<string, Outcome>();

beforeAll(() => {
  for (const { name, code } of blocks) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), /^import /m.test(code) ? code : '');
    // Other blocks of a page import from a file that is called like what it exports.
    const [, exported] = /^export const (\w+)/m.exec(code) ?? [];
    if (exported !== undefined) writeFileSync(join(folder, dirname(name), `${exported}.ts`), code);
  }
  mkdirSync(join(folder, 'messages'));
  for (const { code, twins } of EXAMPLES)
    for (const [i, { language, wrong, right }] of twins.entries())
      if (language === 'ts')
        for (const [name, text] of Object.entries({ wrong, right }))
          writeFileSync(join(folder, 'messages', `${code}-${i}-${name}.ts`), `${scopeOf(text)}\n${text}`);
  writeFileSync(join(folder, 'runner.ts'), RUNNER);
  writeFileSync(join(folder, 'jest.ts'), SHIM);
  const paths = {
    'cdk8s-istio': ['../lib/index.ts'],
    'cdk8s-istio/testing': ['../lib/testing.ts'],
    'cdk8s-istio/imports/*': ['../imports/*.ts'],
    '@jest/globals': ['./jest.ts'],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: { paths, noUnusedLocals: false },
      include: ['*/*.ts'],
    }),
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '-r',
      join(root, 'node_modules/tsx/dist/cjs/index.cjs'),
      join(folder, 'runner.ts'),
      JSON.stringify(blocks.map(({ name }) => name)),
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json') } },
  );
  if (stdout === '') throw new Error(stderr.slice(0, 2000));
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const outcome = JSON.parse(line) as Outcome;
    outcomes.set(outcome.name, outcome);
  }
}, 600_000);

test('every block compiles as it stands', () => {
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--noEmit'], { encoding: 'utf8' });
  expect(stdout).toBe('');
});

test.each(blocks.map(({ name }) => name))('%s does what a reader expects of it', (name) => {
  const { error, said = [] } = outcomes.get(name) ?? { error: 'it did not run' };
  expect(error).toBeUndefined();
  for (const [, found] of said.filter(([what]) => what !== 'steps')) expect(found).toEqual(expect.any(Number));
});

test('an upgrade has the steps that its guide names', () => {
  const guide = readFileSync(join(root, 'docs/guides/upgrade.md'), 'utf8');
  const [, comment = ''] = /steps\[1\].*\/\/ (.*)/.exec(guide) ?? [];
  const steps = [...outcomes.values()].flatMap(({ said = [] }) => said.filter(([what]) => what === 'steps'));
  expect(steps.map(([, names]) => names)).toContainEqual(comment.split(', '));
});
