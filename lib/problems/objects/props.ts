import { catalogue } from '../../kit/problems';

/** Props that a type refuses: JSON, JavaScript, a cast and a spread block may give them, where no compiler looks. MESH625-MESH628. */
export const PROPS = catalogue({
  word: [
    'MESH625',
    (prop: string, value: string, known: readonly (string | number | boolean | null)[]) => [
      `${prop} is ${value}, which is none of its words`,
      `write one of ${known.join(', ')}`,
    ],
  ],
  unknown: [
    'MESH626',
    (prop: string, near: string | undefined, known: readonly string[]) => [
      `nothing reads ${prop}`,
      near === undefined ? `drop it: what is read there is ${known.join(', ') || 'nothing'}` : `write ${near}`,
    ],
  ],
  kind: ['MESH627', (prop: string, value: string, takes: string) => [`${prop} is ${value}`, `give it ${takes}`]],
  missing: ['MESH628', (prop: string, takes: string) => [`${prop} is missing`, `give it ${takes}`]],
});
