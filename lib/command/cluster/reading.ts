import { Refused } from '../../kit/problems';
import { Cluster, type Target } from './cluster';
import { ApiError, explain, Unreachable } from './faults';

/** What is read of a cluster, without an environment. @throws Refused with what the server, or the way to it, says */
export async function reading<T>(
  target: Omit<Target, 'inventory'>,
  read: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  // Nothing is kept there.
  const cluster = Cluster.connect({ ...target, inventory: 'default' });
  try {
    return await read(cluster);
  } catch (error) {
    if (error instanceof ApiError || error instanceof Unreachable) throw new Refused(explain(error, cluster.context));
    throw error;
  }
}
