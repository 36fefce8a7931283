import { catalogue } from '../../kit/problems';

/** Writing manifests. MESH790-MESH799, MESH840-MESH859. */
export const DELIVERY = catalogue({
  foreignFile: [
    'MESH790',
    (name: string) => [
      `the folder holds ${name}, which is no manifest of ours and would be lost`,
      'name a folder of its own for the output',
    ],
  ],
  takenFolder: [
    'MESH840',
    (folder: string) => [
      `${folder}/ in the output is for what delivers the environments`,
      'give the environment another name',
    ],
  ],
  sameName: [
    'MESH841',
    (other: string, name: string) => [
      `it and environment ${other} would both be called ${name} where they are delivered`,
      'give one of them another name',
    ],
  ],
  noName: [
    'MESH842',
    (name: string, longest: number) => [
      `${name} is no name for what delivers it`,
      `name the environment with letters and digits, so that this has at most ${longest} characters`,
    ],
  ],
  sameCluster: [
    'MESH843',
    (other: string, cluster: string) => [
      `environment ${other} is delivered to the same cluster, ${cluster}, and they would take each other's objects`,
      'name another delivery.cluster for one of them',
    ],
  ],
  threw: [
    'MESH844',
    (fact: string) => [
      `the program stopped: ${fact}`,
      'correct it there; CDK8S_ISTIO_DEBUG=1 prints how it came there, and nothing is written until then',
    ],
  ],
  types: ['MESH867', (fact: string) => [fact, 'correct it; nothing is written until then']],
});
