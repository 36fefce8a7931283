import { catalogue } from '../../kit/problems';

/** Files of others. MESH980-MESH989. */
export const FILES = catalogue({
  missing: ['MESH980', () => ['there is no such file or folder', 'name one that exists, or - for a pipe']],
  noObject: [
    'MESH981',
    (kind: string, name: string, folder: string, known: readonly string[]) => [
      `${folder} has no ${kind} ${name}`,
      known.length === 0 ? `it has no ${kind} at all` : `choose one of ${known.join(', ')}`,
    ],
  ],
  meshConfig: [
    'MESH982',
    (reason: string) => [
      `it is no mesh configuration: ${reason}`,
      'give what istiod reads under mesh: in its ConfigMap',
    ],
  ],
});
