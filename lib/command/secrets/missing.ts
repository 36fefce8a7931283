import { objectsOf } from '../../delivery/dist/manifest';
import { secretsNeeded } from '../../delivery/secrets/needed';
import type { NeededSecret } from '../../delivery/secrets/secret';
import type { Problem } from '../../kit/problems';
import { COMMAND } from '../../problems/commands/command';
import { remoteCluster } from '../../topology/topology';
import { ApiError } from '../cluster/faults';
import { each } from '../cluster/pool';
import type { Run } from '../run';

/** Where istioctl looks for the account and puts the Secret unless it is told. Source: istioctl/pkg/multicluster/options.go. */
const ISTIOCTLS_OWN = 'istio-system';
const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;

/** The Secrets that an environment needs and the cluster lacks, each with the command that makes it. Those that one may not read do not count. */
export async function missingSecrets({
  cluster,
  installation,
}: Run): Promise<readonly { readonly secret: string; readonly problem: Problem }[]> {
  const found = await each(secretsNeeded(objectsOf(installation)), async (need) => {
    const { name, namespace } = need;
    const live = await cluster.get({ ...SECRET, metadata: { name, namespace } }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 403) return 'hidden';
      throw error;
    });
    return live === undefined
      ? [
          {
            secret: `Secret ${namespace}/${name}`,
            problem: COMMAND.noSecret(need.by, commandFor(need, cluster.context)),
          },
        ]
      : [];
  });
  return found.flat();
}

/** The command that makes a Secret in the cluster of a context, with what its owner must fill in. */
export function commandFor({ namespace, name, type, keys }: NeededSecret, context: string): string {
  const kubectl = `kubectl --context ${context}`;
  const create = (kind: string) => `${kubectl} create secret ${kind} ${name} --namespace ${namespace}`;
  switch (type) {
    case 'remote': {
      const cluster = remoteCluster(name);
      const where = namespace === ISTIOCTLS_OWN ? '' : ` --namespace ${namespace}`;
      return `istioctl create-remote-secret --name ${cluster} --context <its context>${where} | ${kubectl} apply -f -`;
    }
    case 'registry':
      return `${create('docker-registry')} --docker-server <host> --docker-username <name> --docker-password <password>`;
    case 'tls':
      return `${create('tls')} --cert <file> --key <file>`;
    case 'files':
      return [create('generic'), ...keys.map((key) => `--from-file ${key}=<file>`)].join(' ');
    case 'values': {
      const entries = keys.map((key) => `--from-literal ${key}=<value>`);
      return [create('generic'), ...(entries.length > 0 ? entries : ['--from-file <folder>'])].join(' ');
    }
  }
}
