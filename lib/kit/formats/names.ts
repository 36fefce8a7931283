import { catalogue } from '../problems';

/** Names of Kubernetes objects. MESH001-MESH009. */
export const NAMES = catalogue({
  object: [
    'MESH001',
    (kind: string, name: string) => [
      `"${name}" is no name for a ${kind}`,
      'use lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit',
    ],
  ],
  namespace: [
    'MESH002',
    (name: string) => [
      `"${name}" is no name for a namespace`,
      'use at most 63 lower-case letters, digits and "-", beginning and ending with a letter or digit',
    ],
  ],
  twice: [
    'MESH003',
    (what: string, earlier: string) => [`${what} is made by ${earlier} too`, 'give one of them another name'],
  ],
});
