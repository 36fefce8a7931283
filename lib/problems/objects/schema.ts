import { catalogue } from '../../kit/problems';

/** A custom resource against the schema of its CRD. */
export const SCHEMA = catalogue({
  invalid: ['IST0106', (path: string, fact: string, remedy: string) => [`${path} ${fact}`, remedy]],
  version: [
    'MESH803',
    (kind: string, version: string, known: readonly string[]) => [
      `${kind} has no version ${version}`,
      `write ${known.join(' or ')}`,
    ],
  ],
});
