import { catalogue } from '../../kit/problems';

/** Settings that take one word of a list. MESH625. */
export const WORDS = catalogue({
  word: [
    'MESH625',
    (field: string, value: string, known: readonly string[]) => [
      `${field} is ${value}, which is none of its words`,
      `write one of ${known.join(', ')}`,
    ],
  ],
});
