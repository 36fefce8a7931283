import { describe, expect, test } from '@jest/globals';
import { strategicMerge } from './merge/strategic-merge';
import { canonicalQuantity } from './settle';

describe('Kubernetes', () => {
  test.each([
    ['2000m', '2'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['0.5', '500m'],
    ['100m', '100m'],
    ['1000', '1k'],
    ['1.5Gi', '1536Mi'],
  ])('stores %s as %s', (written, stored) => expect(canonicalQuantity(written)).toBe(stored));

  test('a strategic merge keeps what stands, in the order of the patch', () => {
    const base = { containers: [{ name: 'a', x: 1 }, { name: 'b' }], args: ['1'] };
    const patch = {
      containers: [
        { name: 'new', y: null },
        { name: 'b', z: 2 },
      ],
      args: ['2'],
    };
    expect(strategicMerge(base, patch)).toEqual({
      containers: [{ name: 'new' }, { name: 'a', x: 1 }, { name: 'b', z: 2 }],
      args: ['2'],
    });
  });

  test('directives replace, delete and keep', () => {
    const base = { env: [{ name: 'A' }, { name: 'B' }], volumes: [{ name: 'v', emptyDir: {} }] };
    expect(strategicMerge(base, { env: [{ $patch: 'replace' }, { name: 'C' }] })).toMatchObject({
      env: [{ name: 'C' }],
    });
    expect(strategicMerge(base, { env: [{ name: 'A', $patch: 'delete' }] })).toMatchObject({ env: [{ name: 'B' }] });
    const kept = { volumes: [{ name: 'v', csi: {}, $retainKeys: ['name', 'csi'] }] };
    expect(strategicMerge(base, kept)).toMatchObject({ volumes: [{ name: 'v', csi: {} }] });
    expect(strategicMerge(base, { $patch: 'replace', a: 1 })).toEqual({ a: 1 });
  });
});
