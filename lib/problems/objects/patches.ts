import { catalogue } from '../../kit/problems';

/** Changes of single objects by their addresses. MESH908-MESH913. */
export const PATCHES = catalogue({
  nothing: [
    'MESH908',
    (address: string, near: string | undefined) => [
      `patches: no object has the address "${address}"`,
      near === undefined ? 'write [group/]Kind/[namespace/]name, as dist/ has them' : `write "${near}"`,
    ],
  ],
  several: [
    'MESH909',
    (address: string, count: number) => [
      `patches: ${count} objects have the address "${address}"`,
      'give each a name of its own',
    ],
  ],
  impossible: [
    'MESH910',
    (address: string, why: string) => [
      `patches: an operation on "${address}" cannot be done: ${why}`,
      'look into dist/ for the path; a name with "/" in it is written with "~1"',
    ],
  ],
  noEffect: [
    'MESH911',
    (address: string) => [
      `patches: "${address}" is after it what it was before`,
      'drop the patch: what it says is so already',
    ],
  ],
  identity: [
    'MESH912',
    (address: string, field: string) => [
      `patches: "${address}" would change its ${field}, by which it is known`,
      'remove the object, and write another with a construct in apps',
    ],
  ],
});
