import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RULED } from '../../test/schema/cel.samples';
import { changes } from '../../test/schema/crd.changes';
import { VALID } from '../../test/schema/crd.samples';
import { printManifests } from '../kit/yaml';
import { schemaProblems } from './crd';

const CRDS = join(__dirname, '../../dist/crds');
const VALUES = ['text', '', -1, 70000.5, true, [], {}, '*', 'unix:///a/', '10 s', ['a', 'a'], { unknown: 1 }];
const EACH = 15;

function kubectl(args: readonly string[], input?: string) {
  const { stdout, stderr } = spawnSync('kubectl', args, { encoding: 'utf8', input, maxBuffer: 1 << 28 });
  return { lines: stdout.split('\n'), stderr };
}

/** Some of the many ways to change each sample, spread over all of its fields, and the sample itself. */
const objects = [...VALID, ...RULED]
  // Argo CD's and Flux' CRDs are not ours to bring.
  .filter(({ apiVersion }) => !/^argoproj\.io|fluxcd\.io/.test(apiVersion))
  .flatMap((sample) => {
    const specs = [sample.spec, ...changes(sample.spec, VALUES)].filter((spec) => typeof spec === 'object');
    const step = Math.max(1, Math.floor(specs.length / EACH));
    return specs.filter((_, i) => i % step === 0).map((spec) => ({ ...sample, spec }));
  })
  .map((object, i) => ({ ...object, metadata: { name: `o${i}`, namespace: 'default' } }));

beforeAll(() => {
  kubectl(['apply', '-f', CRDS]);
  kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
});
afterAll(() => {
  kubectl(['delete', '--ignore-not-found', '--timeout=60s', '-f', CRDS]);
});

test('an API server accepts an object exactly where synth does', () => {
  const { lines, stderr } = kubectl(
    ['create', '--dry-run=server', '--validate=strict', '-f', '-'],
    printManifests(objects),
  );
  const accepted = new Set(lines.map((line) => /\/(\w+) created/.exec(line)?.[1]));
  const differing = objects
    .map((object) => ({ object, problems: schemaProblems(object).map(({ fact }) => fact) }))
    .filter(({ object, problems }) => accepted.has(object.metadata.name) !== (problems.length === 0));
  expect([differing, differing.length > 0 ? stderr.slice(0, 2000) : '']).toEqual([[], '']);
  expect(accepted.size).toBeGreaterThan(50);
  expect(objects.length - accepted.size).toBeGreaterThan(200);
});
