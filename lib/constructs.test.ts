import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { constructPages } from '../tools/docs/construct-pages';
import { CONSTRUCTS, exampleMesh } from '../tools/docs/constructs';
import { exampleOf } from '../tools/docs/examples';
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

test('the pages of the constructs are what their examples make', () => {
  const folder = join(__dirname, '..', 'docs', 'reference', 'constructs');
  const committed = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  expect(committed).toEqual(constructPages());
});
