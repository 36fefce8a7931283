import { expect, test } from '@jest/globals';
import { apiVersionOf, TWINS } from '../../../test/mesh/refused-by-istiod';
import { collect } from '../../model/collect';
import { ISTIOD_RULES } from '.';

const found = (kind: string, spec: object): readonly string[] => {
  const object = { apiVersion: apiVersionOf(kind), kind, metadata: { name: 'it', namespace: 'shop' }, spec };
  const mesh = collect([{ place: 'it.yaml:1', object }]);
  return ISTIOD_RULES.flatMap(({ find }) => find(mesh)).map(({ problem }) => `${problem.code} ${problem.fact}`);
};

test.each(TWINS.map((twin) => [`${twin.code} ${twin.kind}: ${twin.says}`, twin] as const))(
  '%s',
  (_name, { code, kind, wrong, right, says }) => {
    const lines = found(kind, wrong);
    // One mistake gives one line.
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${code} `));
    expect(lines[0]).toContain(says);
    expect(found(kind, right)).toEqual([]);
  },
);

test('every code of these rules has an example', () => {
  const codes = new Set(TWINS.map(({ code }) => code));
  expect(ISTIOD_RULES.flatMap((rule) => rule.codes).filter((code) => !codes.has(code))).toEqual([]);
});
