import { refuse } from '../../kit/problems';
import { CLI } from '../../problems/commands/cli';

/** What of `command/` meets a cluster, loaded by who needs it: not everybody has the client. @throws MESH872 without it */
export function clusterClient<T>(command: string, load: () => T): T {
  try {
    require.resolve('@kubernetes/client-node');
  } catch {
    return refuse(command, CLI.noClient());
  }
  return load();
}
