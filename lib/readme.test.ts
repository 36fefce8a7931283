import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

test('every TypeScript block of the README compiles as it stands, in a file of its own', () => {
  // Inside the project, whose sources are the package.
  const folder = mkdtempSync(join(root, '.readme-'));
  try {
    blocks.forEach((code, i) => {
      writeFileSync(join(folder, `block-${i}.ts`), `${code}\nexport {};\n`);
    });
    const paths = { 'cdk8s-istio': ['../lib/index.ts'], 'cdk8s-istio/testing': ['../lib/testing.ts'] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../tsconfig.json',
        compilerOptions: { noUnusedLocals: false, paths },
        include: ['*.ts'],
      }),
    );
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    expect(() => execFileSync(tsc, ['-p', folder], { encoding: 'utf8', stdio: 'pipe' })).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(blocks.length).toBeGreaterThan(1);
});

test('every npm command that the README names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
