import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CONSTRUCTS, exampleMesh } from '../tools/readme/constructs';
import { BEGIN, END, exampleOf, withTable } from '../tools/readme/table';
import * as library from './index';
import { problemsOf } from './kit/problems';

const names = Object.keys(CONSTRUCTS);

test.each(names)('the example of %s makes a sound mesh in at most five lines', (name) => {
  const mesh = exampleMesh();
  const before = [...mesh.app.objects().values()].flat().length;
  CONSTRUCTS[name]?.example(mesh);
  expect(problemsOf(mesh.app)).toEqual([]);
  expect([...mesh.app.objects().values()].flat().length).toBeGreaterThan(before);
  expect(exampleOf(name).length).toBeLessThanOrEqual(5);
  expect(exampleOf(name).join('\n')).toContain(name);
});

test('every construct of the mesh has an example', () => {
  const folder = join(__dirname, 'mesh', 'index.ts');
  const files = [...readFileSync(folder, 'utf8').matchAll(/from '\.\/(.*)'/g)].map(([, file]) =>
    join(__dirname, 'mesh', `${file}.ts`),
  );
  const classes = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^export class (\w+) extends \w*(?:Construct|Policy)\b/gm)].map(
      ([, name]) => name ?? '',
    ),
  );
  expect(classes.length).toBeGreaterThan(15);
  expect(classes.filter((name) => !names.includes(name))).toEqual([]);
  expect(names.filter((name) => !(name in library))).toEqual([]);
});

test('the table goes between its marks, and nothing else changes', () => {
  const made = withTable(`# Title\n${BEGIN}\nSTALE\n${END}\nrest\n`);
  expect(made.startsWith(`# Title\n${BEGIN}\n<table>`)).toBe(true);
  expect(made.endsWith(`</table>\n${END}\nrest\n`)).toBe(true);
  expect(made).not.toContain('STALE');
  expect(() => withTable('# Title\n')).toThrow(BEGIN);
});

test("the README's table is up to date, where it has one", () => {
  const readme = join(__dirname, '..', 'README.md');
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
  expect(text.includes(BEGIN) ? withTable(text) : text).toBe(text);
});
