import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

const DIST = join(__dirname, '..', '..', 'dist');
const environments = readdirSync(DIST).filter((name) =>
  readdirSync(join(DIST, name)).some((file) => file.startsWith('00-')),
);

const kubectl = (...args: readonly string[]): readonly string[] =>
  execFileSync('kubectl', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .split('\n')
    .filter((line) => line !== '');

/** Applies the files of one environment in order, as the README says. One line per object: what the server made of it. */
function apply(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const lines = kubectl('apply', '--validate=strict', '-f', file);
    if (file.includes('00-crds')) kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
    return lines;
  });
}

describe.each(environments)('dist/%s on a real API server', (environment) => {
  const folder = join(DIST, environment);
  const files = readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
  const remove = () => {
    for (const file of files.toReversed()) kubectl('delete', '--ignore-not-found', '--timeout=60s', '-f', file);
  };
  afterAll(remove);

  test('is accepted stage by stage, with every field known to the server', () => {
    expect(apply(files).filter((line) => !line.endsWith(' created'))).toEqual([]);
  });

  test('is what the server stores: a second apply changes nothing and the diff is empty', () => {
    expect(apply(files).filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
    expect(kubectl('diff', '-f', folder)).toEqual([]);
  });

  test('goes in reverse order, without a rest', () => {
    remove();
    expect(kubectl('get', 'crd,mutatingwebhookconfiguration,validatingwebhookconfiguration', '-o', 'name')).toEqual([]);
  });
});
