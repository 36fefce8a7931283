import { catalogue } from '../../kit/problems';

/** What stops a command of a repository. MESH868-MESH875, MESH884. */
export const CLI = catalogue({
  noProgram: [
    'MESH868',
    () => [
      'there is no such file',
      'run this in the folder of a repository that has one, or name it; `cdk8s-istio init` makes one',
    ],
  ],
  noEnvironment: [
    'MESH869',
    (known: readonly string[]) => ['there is no such environment', `choose one of ${known.join(', ')}`],
  ],
  noFile: ['MESH870', (reason: string) => [`it cannot be read: ${reason}`, 'name a file']],
  git: ['MESH871', (reason: string) => [`git cannot read it: ${reason}`, 'name a commit that this repository has']],
  noClient: [
    'MESH872',
    () => [
      'commands that meet a cluster need the package @kubernetes/client-node',
      'run npm install --save-dev @kubernetes/client-node',
    ],
  ],
  exists: [
    'MESH873',
    (files: readonly string[]) => [
      `there is ${files.join(', ')} already`,
      'choose another folder, or pass --force to replace these',
    ],
  ],
  choice: [
    'MESH874',
    (name: string, value: string, known: readonly string[]) => [
      `--${name} "${value}" is none of its choices`,
      `choose one of ${known.join(', ')}`,
    ],
  ],
  noLink: [
    'MESH884',
    () => [
      'a comment shows pictures by their address alone',
      'give it: --link "https://git.example.com/acme/mesh/raw/{commit}/{path}"',
    ],
  ],
  unexpected: [
    'MESH875',
    (reason: string) => [
      `this should not happen: ${reason}`,
      'run it again with CDK8S_ISTIO_DEBUG=1 and report what it prints',
    ],
  ],
});
