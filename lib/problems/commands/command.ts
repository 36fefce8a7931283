import { catalogue } from '../../kit/problems';

/** What stops the command between `dist/` and a cluster. MESH700-MESH729, MESH820-MESH839. */
export const COMMAND = catalogue({
  environment: [
    'MESH700',
    (name: string, known: readonly string[]) => [
      `there is no environment "${name}" in the folder`,
      known.length > 0 ? `choose one of ${known.join(', ')}` : 'run npm run synth first',
    ],
  ],
  noKubeconfig: ['MESH701', () => ['no kubeconfig names a cluster', 'set KUBECONFIG, or pass --kubeconfig']],
  context: [
    'MESH702',
    (name: string, known: readonly string[]) => [
      `the kubeconfig has no context "${name}"`,
      `pass --context with one of ${known.join(', ')}`,
    ],
  ],
  unreachable: [
    'MESH703',
    (server: string, reason: string) => [
      `${server} does not answer (${reason})`,
      'check the cluster and --context; what was applied stays, and the next run goes on from there',
    ],
  ],
  credentials: [
    'MESH704',
    (reason: string) => [
      `the cluster does not know who you are (${reason})`,
      'log in again, or choose another --context',
    ],
  ],
  forbidden: [
    'MESH705',
    (reason: string) => [`you may not do this: ${reason}`, 'ask for that right, or use a --context that has it'],
  ],
  conflict: [
    'MESH706',
    (manager: string, fields: readonly string[]) => [
      `"${manager}" also manages ${fields.join(', ')}`,
      'let one of the two go: stop the other, or take the fields over with --force',
    ],
  ],
  invalid: ['MESH707', (reason: string) => [`the server refuses it: ${reason}`, 'correct the source and synth again']],
  notReady: [
    'MESH708',
    (seconds: number, reason: string) => [
      `not ready after ${seconds} s: ${reason}`,
      'look at `status`, then run apply again: it goes on from here',
    ],
  ],
  otherEnvironment: [
    'MESH709',
    (context: string, other: string) => [
      `context "${context}" already holds environment "${other}"`,
      'choose another --context, or pass --adopt to take it over',
    ],
  ],
  stopped: [
    'MESH710',
    (stage: string, done: number, total: number) => [
      `stopped in ${stage} after ${done} of ${total} objects`,
      'nothing is half written; run apply again to go on',
    ],
  ],
  unconfirmed: ['MESH711', () => ['nobody is there to confirm the deletion', 'pass --yes']],
  noRoute: [
    'MESH712',
    (name: string | undefined, known: readonly string[]) => [
      `no route of this environment that a gateway serves ${name === undefined ? 'is there' : `is called "${name}"`}`,
      known.length > 0 ? `choose one of ${known.join(', ')}` : 'choose an environment with a route, such as demo',
    ],
  ],
  noGateway: [
    'MESH713',
    (gateway: string) => [
      `no Service stands before gateway "${gateway}"`,
      'apply the environment, then look at `status`',
    ],
  ],
  server: ['MESH714', (reason: string) => [`the server fails: ${reason}`, 'run the command again in a while']],
  noPod: ['MESH715', () => ['no ready pod stands behind it', 'wait for the roll-out; `status` says what is missing']],
  stoppedWaiting: ['MESH716', (reason: string) => [`stopped: ${reason}`, 'run the command again to go on']],
  notGone: [
    'MESH717',
    (seconds: number, reason: string) => [
      `still there after ${seconds} s: ${reason}`,
      'free it from what holds it, then run the command again',
    ],
  ],
  unreadableKubeconfig: [
    'MESH718',
    (reason: string) => [`the kubeconfig cannot be read (${reason})`, 'repair it, or pass another with --kubeconfig'],
  ],
  login: [
    'MESH719',
    (reason: string) => [
      `the login of this context cannot be used (${reason})`,
      'repair its user or cluster in the kubeconfig, or choose another --context',
    ],
  ],
  deleting: [
    'MESH720',
    (reason: string) => [
      `a deletion is still under way: ${reason}`,
      'wait until it is over, or free what holds it (`kubectl get -o yaml` shows its finalizers); then run apply again',
    ],
  ],
  oldServer: [
    'MESH721',
    (version: string, oldest: string) => [
      `the cluster runs Kubernetes ${version}, and this release of Istio is made for ${oldest} and later`,
      'upgrade the cluster; what it does not know yet it refuses',
    ],
  ],
  notInstalled: [
    'MESH722',
    (context: string, environment: string, others: string) => [
      `context "${context}" holds environment "${others}", not "${environment}", and they have objects of the same names`,
      'name the environment that is there, or choose another --context',
    ],
  ],
  noCrds: [
    'MESH820',
    (file: string) => [`it needs ${file}, which the folder lacks`, 'run npm run synth, or pass --dist with both'],
  ],
  newerCrds: [
    'MESH821',
    (found: string, what: string, remedy: string) => [
      `the cluster's are newer: ${found}; ${what} are left alone`,
      remedy,
    ],
  ],
  experimentalCrds: [
    'MESH822',
    (found: string, what: string, remedy: string) => [
      `the cluster has the experimental channel: ${found}; ${what} are left alone, since to replace it loses fields of routes`,
      remedy,
    ],
  ],
  othersCrds: [
    'MESH823',
    (managers: string, what: string, remedy: string) => [
      `the cluster's are older, and ${managers} brought them; ${what} are left alone`,
      remedy,
    ],
  ],
  another: [
    'MESH824',
    (objects: readonly string[], more: number) => [
      `another installation of Istio owns ${objects.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
      'remove it first, give this one a `revision` and names of its own, or take its objects over with --adopt',
    ],
  ],
  noSecret: [
    'MESH825',
    (by: string, command: string) => [`it is not there, and ${by} needs it`, `make it: ${command}`],
  ],
  unchangeable: [
    'MESH828',
    (reason: string) => [
      `the server changes this in no object that is there: ${reason}`,
      'delete the object with kubectl and apply again; what it does is away meanwhile',
    ],
  ],
  noInventory: [
    'MESH827',
    () => [
      'there is no such namespace, so what is installed cannot be kept there',
      'create it first, or pass another --inventory',
    ],
  ],
  leftover: [
    'MESH826',
    (objects: readonly string[]) => [
      `the cluster has what the files have no longer: ${objects.join(', ')}`,
      'apply with --prune removes it (namespaces and CRDs: --prune all)',
    ],
  ],
});
