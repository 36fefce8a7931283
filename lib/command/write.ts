import { address, type Installation, type Live, type Manifest } from '../delivery/manifest';
import { MANAGER } from './cluster';
import { ApiError, DELETING, explain, Unreachable } from './faults';
import { patiently, type Run } from './run';

export const OUTCOMES = ['created', 'configured', 'unchanged'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Written {
  readonly outcome: Outcome;
  /** Whose changes were taken back, such as `kubectl-edit`. */
  readonly healed: readonly string[];
}

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** kubectl's own managers: `kubectl-edit`, `kubectl-patch`, `kubectl-client-side-apply`... A person, not a program that would write again. */
const HAND = /^kubectl(-|$)/;

/**
 * Applies one object. What a hand has changed is taken back; a conflict with a program is an error, unless `force`.
 * @throws ApiError, Unreachable, when it does not pass by itself
 */
export async function write(
  run: Run,
  object: Manifest,
  options: WriteOptions,
  note: (text: string) => void,
): Promise<Written> {
  const fresh = (error: unknown) => options.dryRun && isNew(error, object, run.installation);
  try {
    return await patiently(run, note, () => writeOnce(run, object, options), fresh);
  } catch (error) {
    if (fresh(error)) return { outcome: 'created', healed: [] };
    throw error;
  }
}

async function writeOnce({ cluster }: Run, object: Manifest, options: WriteOptions): Promise<Written> {
  const before = await cluster.get(object);
  // The server would take it, and lose it when the deletion is over.
  if (before?.metadata.deletionTimestamp !== undefined && !options.dryRun)
    throw new ApiError(409, 'Conflict', `${address(object)} goes`, [{ reason: DELETING }]);
  if (before !== undefined && !options.dryRun) await takeOver(before, object, (patch) => cluster.patch(object, patch));
  let healed: readonly string[] = [];
  const after = await cluster.apply(object, options).catch((error: unknown) => {
    healed = error instanceof ApiError ? [...error.managers.keys()] : [];
    if (healed.length === 0 || !healed.every((manager) => HAND.test(manager))) throw error;
    return cluster.apply(object, { ...options, force: true });
  });
  return { outcome: outcomeOf(before, after, options.dryRun), healed };
}

function outcomeOf(before: Live | undefined, after: Live, dryRun: boolean): Outcome {
  if (before === undefined) return 'created';
  // A dry run does not move the version; what it would store is compared instead.
  const same = dryRun
    ? content(before) === content(after)
    : before.metadata.resourceVersion === after.metadata.resourceVersion;
  return same ? 'unchanged' : 'configured';
}

const content = ({ metadata: { managedFields: _, ...metadata }, ...rest }: Live): string =>
  JSON.stringify({ metadata, ...rest });

/**
 * An object that `kubectl apply` (client-side) made: its fields become ours, so that a field that leaves the file leaves the cluster too.
 * kubectl does the same when it turns to server-side apply.
 */
async function takeOver(
  live: Live,
  object: Manifest,
  patch: (operations: readonly unknown[]) => Promise<Live>,
): Promise<void> {
  const fields = live.metadata.managedFields ?? [];
  const index = fields.findIndex(
    ({ manager, operation }) => manager === 'kubectl-client-side-apply' && operation === 'Update',
  );
  if (index < 0 || fields.some(({ manager, operation }) => manager === MANAGER && operation === 'Apply')) return;
  const at = `/metadata/managedFields/${index}`;
  await patch([
    { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
    { op: 'replace', path: `${at}/manager`, value: MANAGER },
    { op: 'replace', path: `${at}/operation`, value: 'Apply' },
    ...(object.apiVersion === fields[index]?.apiVersion
      ? []
      : [{ op: 'replace', path: `${at}/apiVersion`, value: object.apiVersion }]),
  ]);
}

/** A dry run cannot see what an earlier stage of the same run would have brought: its namespace, or the CRD of its kind. */
function isNew(error: unknown, object: Manifest, installation: Installation): boolean {
  if (!(error instanceof ApiError) || error.status !== 404) return false;
  return installation.steps.some(({ objects }) =>
    objects.some(
      (other) =>
        (other.kind === 'Namespace' && other.metadata.name === object.metadata.namespace) ||
        (other.kind === 'CustomResourceDefinition' &&
          other.metadata.name.endsWith(`.${object.apiVersion.split('/')[0]}`)),
    ),
  );
}

/** A fault of the cluster at one object, as lines for the user. Anything else is a mistake of ours and is thrown on. */
export function faultLines(error: unknown, where: Manifest | string): readonly string[] {
  if (!(error instanceof ApiError) && !(error instanceof Unreachable)) throw error;
  return explain(error, typeof where === 'string' ? where : address(where));
}
