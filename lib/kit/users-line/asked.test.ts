import { expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Asked } from './asked';
import { usersPlace } from './frames';

const stack = (...places: readonly string[]) => ['Error', ...places.map((at) => `    at make (${at}:1)`)].join('\n');

test.each([
  ['from where node_modules lies', ['node_modules/constructs/src/construct.ts:94', 'mesh.ts:3'], 'mesh.ts:3'],
  ['in full', ['/home/a/node_modules/cdk8s/lib/x.js:1', 'file:///home/a/mesh.ts:3'], '/home/a/mesh.ts:3'],
  ['of Windows', ['C:\\a\\node_modules\\cdk8s\\lib\\x.js:1', 'C:\\a\\mesh.ts:3'], 'C:\\a\\mesh.ts:3'],
  ['of node alone', ['node:internal/main:1'], undefined],
])("the user's line is the first that no dependency has, with paths %s", (_, places, line) => {
  expect(usersPlace(stack(...places))).toBe(line);
});

test('each construct has the line that asked for it, also one before a failure', () => {
  const asked = new Asked();
  const make = (under: Construct, id: string) => new Construct(under, id);
  const failing = () => {
    const chart = new Chart(new App(), 'mesh');
    make(chart, 'part');
    throw new Error('mine');
  };
  expect(() => asked.during(failing)).toThrow('mine');
  expect(asked.get('mesh/part')).toMatch(/asked\.test\.ts:\d+$/);
  expect(asked.get('mesh')).toBeUndefined();
  expect(asked.get('mesh/other')).toBeUndefined();
  const after = make(new Chart(new App(), 'mesh'), 'after');
  expect(asked.get(after.node.path)).toBeUndefined();
});
