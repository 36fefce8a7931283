import { expect, test } from '@jest/globals';
import { ROWS } from '../../../test/validation';
import type { KubeObject } from '../../../test/validation/row';
import type { Problem } from '../../kit/problems';
import { collect } from '../../model/collect';
import { schemaProblems } from '../../schema/crd';
import { meshConfigProblems, meshNetworksProblems } from '../../schema/mesh-config';
import { OBJECT_RULES, RULES } from '..';
import { judge } from '../judge/judge';
import { ISTIOD_RULES } from '.';

/** What is no object: a mesh configuration, and its networks. */
const SETTINGS: Readonly<Record<string, (config: unknown) => readonly Problem[]>> = {
  MeshConfig: meshConfigProblems,
  MeshNetworks: meshNetworksProblems,
};

/** What is said of an object by itself: errors, or warnings and less. */
function found(object: KubeObject, warns: boolean): readonly string[] {
  const settings = SETTINGS[object.kind];
  if (settings !== undefined) return settings(object.spec).map(({ code, fact }) => `${code} ${fact}`);
  const ofSchema = schemaProblems(object).map(({ code, fact }) => `${code} ${fact}`);
  if (ofSchema.length > 0) return ofSchema;
  const mesh = collect([{ place: 'it.yaml:1', object }]);
  return OBJECT_RULES.flatMap((rule) =>
    rule
      .find(mesh)
      .filter(({ severity = rule.severity }) => (severity !== 'error') === warns)
      .map(({ problem }) => `${problem.code} ${problem.fact}`),
  );
}

const OF_ONE = ['IST0106', ...OBJECT_RULES.flatMap(({ codes }) => codes)];

test.each(
  ROWS.filter(({ code, kind }) => OF_ONE.includes(code) || kind in SETTINGS).map(
    (row) => [`${row.kind} ${row.of}: ${row.rule} (${row.code})`, row] as const,
  ),
)('%s', (_name, { code, wrong, right }) => {
  // What istiod warns of may be refused here.
  const warns = OBJECT_RULES.some(({ codes, severity }) => codes.includes(code) && severity !== 'error');
  const lines = found(wrong, warns);
  // One mistake gives one line.
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^${code} `))]);
  expect(found(right, warns)).toEqual([]);
});

test('what has not the form of its kind is asked nothing else, though a policy be only tried out', () => {
  for (const { wrong: object } of ROWS.filter(({ code }) => code === 'IST0106')) {
    const annotations = { 'istio.io/dry-run': 'true' };
    const tried = { ...object, metadata: { ...object.metadata, annotations } };
    const codes = [object, tried].flatMap((one) => judge([{ place: 'it.yaml:1', object: one }], [], { isWhole: true }));
    expect(codes.map(({ problem }) => problem.code).filter((code) => !['IST0106', 'MESH467'].includes(code))).toEqual(
      [],
    );
  }
});

test('what one object does not show is held by a rule about several', () => {
  const codes = RULES.flatMap((rule) => rule.codes);
  const others = ROWS.filter(({ code, kind }) => !OF_ONE.includes(code) && !(kind in SETTINGS));
  expect(others.filter(({ code }) => !codes.includes(code))).toEqual([]);
});

test('every code of these rules has an example', () => {
  const codes = new Set(ROWS.map(({ code }) => code));
  expect(ISTIOD_RULES.flatMap((rule) => rule.codes).filter((code) => !codes.has(code))).toEqual([]);
});
