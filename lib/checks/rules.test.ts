import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parts } from '../../test/mesh/parts';
import { secured } from '../../test/mesh/secured-shop';
import { rulesPage } from '../../tools/docs/rules-page';
import { collect } from '../model/collect';
import type { Mesh } from '../model/mesh';
import { written } from '../model/tree';
import { RULES } from '.';
import type { Rule } from './rule';

const root = join(__dirname, '..');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

test('every rule that is written is asked, and has a name of its own', () => {
  const names = files
    .filter((file) => /^checks\/.+\//.test(file))
    .flatMap((file) =>
      [...text(file).matchAll(/(?:: Rule = \{\s*name:|= rule\(| {2}rule\()\s*'([^']+)'/g)].map(([, name]) => name),
    );
  expect(names.length).toBeGreaterThan(30);
  expect(RULES.map(({ name }) => name).sort()).toEqual(names.sort());
  expect(new Set(names).size).toBe(names.length);
});

test('a code is one rule of its own, but for what is missing', () => {
  const codes = RULES.flatMap((rule) => rule.codes).filter((code) => code !== 'IST0101');
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
});

test.each(RULES.map((rule) => [rule.name, rule] as const))('%s says what must be true, and of what', (_name, rule) => {
  expect(rule.about).toMatch(/^[A-Za-z].{20,}[^.]$/);
  expect(rule.codes.length).toBeGreaterThan(0);
  expect(rule.reads.length).toBeGreaterThan(0);
});

test('the page of the rules is made of them', () => {
  expect(readFileSync(join(root, '..', 'docs', 'reference', 'rules.md'), 'utf8')).toBe(rulesPage());
});

/** What a rule looks at in a mesh. */
function looksAt({ find }: Rule, mesh: Mesh): readonly string[] {
  const seen = new Set<string>();
  find(
    new Proxy(mesh, {
      get: (of, key: string) => {
        seen.add(key);
        return of[key as keyof Mesh];
      },
    }),
  );
  return [...seen];
}

describe('a rule reads what it says that it reads', () => {
  const { objects, notes } = written(secured());
  const mesh = collect([...objects, ...parts], notes, { isWhole: true });

  test('of a mesh that has every part', () => {
    const read = [...new Set(RULES.flatMap(({ reads }) => reads))];
    expect(read.filter((subject) => subject !== 'isWhole' && mesh[subject].length === 0)).toEqual(['UDPRoute']);
  });

  test.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    // Whether an object of a kind is there at all is asked of all objects.
    const said: readonly string[] = [...rule.reads, 'objects'];
    expect(looksAt(rule, mesh).filter((key) => !said.includes(key))).toEqual([]);
  });
});
