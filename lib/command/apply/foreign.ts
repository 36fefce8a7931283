import { address, type Live, type Manifest, objectsOf } from '../../delivery/dist/manifest';
import { refuse } from '../../kit/problems';
import { COMMAND } from '../../problems/commands/command';
import { MANAGER } from '../cluster/cluster';
import { each } from '../cluster/pool';
import type { Run } from '../run';

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const SHOWN = 5;

const isMarked = ({ metadata }: Manifest): boolean => metadata.labels?.[MANAGED_BY] === MANAGER;

/** Whether the server got an object from this project. */
export const isByUs = ({ metadata }: Live): boolean =>
  (metadata.managedFields ?? []).some(({ manager }) => manager === MANAGER);

/** Whether an object of ours is, in the cluster, one of the same name that another installation brought. */
export const isForeign = (object: Manifest, live: Live): boolean =>
  isMarked(object) && !isMarked(live) && !isByUs(live);

/**
 * Istio's own objects have the same names in every installation, and webhooks and roles are the whole cluster's: those of another one are
 * not taken over by the way.
 * @throws Refused with the objects that another installation owns
 */
export async function refuseForeign({ cluster, installation }: Run): Promise<void> {
  const found = await each(objectsOf(installation).filter(isMarked), async (object) => {
    const live = await cluster.get(object);
    return live !== undefined && isForeign(object, live) ? [address(live)] : [];
  });
  const foreign = found.flat();
  if (foreign.length > 0)
    refuse(cluster.context, COMMAND.another(foreign.slice(0, SHOWN), Math.max(0, foreign.length - SHOWN)));
}
