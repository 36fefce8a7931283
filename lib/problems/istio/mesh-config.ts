import { catalogue } from '../../kit/problems';

/** The JSON form of Istio's mesh configuration, proxy configuration and mesh networks. MESH150-MESH169. */
export const MESH_CONFIG = catalogue({
  unknownField: [
    'MESH150',
    (path: string, field: string, message: string, near: string | undefined) => [
      `${path} has no field "${field}"`,
      near === undefined ? `drop it: the fields are those of ${message} in istio.io/api` : `write "${near}"`,
    ],
  ],
  type: ['MESH151', (path: string, found: string, wanted: string) => [`${path} is ${found}`, `give ${wanted}`]],
  choice: [
    'MESH152',
    (path: string, found: string, choices: readonly string[]) => [
      `${path} is ${found}`,
      `give one of ${choices.join(', ')}`,
    ],
  ],
  duration: [
    'MESH153',
    (path: string, found: string, seconds: string | undefined) => [
      `${path} is ${found}, which is no duration`,
      `give a number with a unit, such as "${seconds ?? '1m30s'}"`,
    ],
  ],
  oneof: [
    'MESH154',
    (path: string, fields: readonly string[]) => [`${path} has ${fields.join(' and ')}`, 'keep one of them'],
  ],
  value: ['MESH155', (path: string, found: string, wanted: string) => [`${path} is ${found}`, `give ${wanted}`]],
  missing: ['MESH156', (path: string, field: string, wanted: string) => [`${path} has no ${field}`, `add ${wanted}`]],
  duplicate: [
    'MESH157',
    (path: string, name: string) => [`${path} has two entries called "${name}"`, 'rename or drop one of them'],
  ],
  unknownProvider: [
    'MESH158',
    (path: string, name: string, known: readonly string[]) => [
      `${path} names "${name}", which is no extension provider`,
      `name one of ${known.join(', ')}, or add it to meshConfig.extensionProviders`,
    ],
  ],
  conflict: [
    'MESH159',
    (path: string, one: string, other: string) => [`${path} has ${one} beside ${other}`, 'keep one of them'],
  ],
});
