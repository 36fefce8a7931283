import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ENVIRONMENTS, type Odd, odd, plain } from '../../test/fuzz/environment';
import { isFault } from '../../test/fuzz/mesh/family';
import { RUNS, SEED } from '../../test/fuzz/runs';
import { refusedBy } from '../checks/judge/mistyped';

/** Nothing, or messages; there is no third. That something has another type is no message where it has not. */
function refused({ render, typed }: Odd): readonly string[] {
  try {
    render();
    return [];
  } catch (error) {
    const { messages } = refusedBy(error, 'test');
    const fault = messages.find((line) => isFault(line) && (typed || !line.startsWith('MESH470')));
    if (fault !== undefined) throw new Error(`no message of its own: ${fault}`, { cause: error });
    return messages;
  }
}

describe('whatever an environment says, it is written, or refused with a message', () => {
  test.each(ENVIRONMENTS.map((family) => [family.name, family] as const))(
    '%s',
    (_name, family) => {
      for (const one of plain(family)) expect(refused(one)).toEqual([]);
      const property = fc.property(odd(family), (one) => {
        refused(one);
      });
      fc.assert(property, { numRuns: RUNS, seed: SEED });
    },
    3_600_000,
  );
});
