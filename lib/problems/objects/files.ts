import { catalogue } from '../../kit/problems';

/** Files of others. MESH925, MESH926, MESH980-MESH983. */
export const FILES = catalogue({
  missing: ['MESH980', () => ['there is no such file or folder', 'name one that exists, or - for a pipe']],
  chart: [
    'MESH925',
    (folder: string) => ['templates of a Helm chart are no manifests', `give what helm template ${folder} prints`],
  ],
  kustomized: [
    'MESH926',
    (fields: readonly string[], folder: string) => [
      `the kustomization changes or adds objects (${fields.join(', ')}), which are read as their files have them`,
      `give what kubectl kustomize ${folder} prints`,
    ],
  ],
  unreadable: ['MESH983', (reason: string) => [`it cannot be read: ${reason}`, 'remove it, or make it readable']],
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
