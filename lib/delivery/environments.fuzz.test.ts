import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rich } from '../../test/fuzz/environments';
import { mutated } from '../../test/fuzz/mutated';
import type { Environment } from '../installation/environment';
import { Refused } from '../kit/problems';
import { renderedOnce } from './render';

/** Inputs of each family; `FUZZ=50000` is the long run. */
const RUNS = Number(process.env['FUZZ'] ?? 2000);

/** An environment is written, or refused with messages; there is no third. */
function outcome(environment: Environment): 'written' | 'refused' {
  try {
    renderedOnce([environment]);
    return 'written';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const line of error.messages) expect(line).toMatch(/^(MESH|IST)\d+ \[.*\] .+; .+/s);
    return 'refused';
  }
}

describe('whatever an environment says, it is written, or refused with a message', () => {
  test.each(Object.entries(rich))(
    '%s',
    (_name, sample) => {
      expect(outcome(sample)).toBe('written');
      fc.assert(
        fc.property(mutated(sample), (environment) => {
          outcome(environment);
        }),
        { numRuns: RUNS },
      );
    },
    3_600_000,
  );
});
