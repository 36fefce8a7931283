import { describe, expect, test } from '@jest/globals';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { FAMILIES } from '../../../test/fuzz/mesh';
import { INJECTIONS, written } from '../../../test/fuzz/mesh/family';
import { RUNS, SEED, TOGETHER } from '../../../test/fuzz/runs';
import { Bookinfo } from '../../bookinfo';
import * as mesh from '..';

const named = FAMILIES.map((family) => [family.of.join(', '), family] as const);

describe('whatever is typed is written, or refused with a message of its own', () => {
  test.each(named)(
    '%s',
    (_name, family) => {
      const together = Math.ceil(TOGETHER / (family.dear ?? 1));
      const some = fc.array(family.props, { minLength: together, maxLength: together });
      const property = fc.property(some, fc.constantFrom(...INJECTIONS), (inputs, injection) => {
        written(family, inputs, injection);
      });
      fc.assert(property, { numRuns: Math.ceil(RUNS / TOGETHER), seed: SEED });
    },
    3_600_000,
  );
});

const isMade = (value: unknown): value is typeof Construct =>
  typeof value === 'function' && (value.prototype instanceof Construct || 'of' in value);

test('every construct that the library exports has a family', () => {
  const exported = Object.entries({ ...mesh, Bookinfo }).flatMap(([name, value]) => (isMade(value) ? [name] : []));
  const known = new Set(FAMILIES.flatMap(({ of }) => of));
  expect(exported.filter((name) => !known.has(name) && name !== 'AuthorizationPolicy')).toEqual([]);
  expect(exported.length).toBeGreaterThan(25);
});
