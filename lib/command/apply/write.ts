import { address, type Installation, type Live, type Manifest, objectsOf } from '../../delivery/dist/manifest';
import { groupOf } from '../../model/object';
import { ApiError, DELETING, explain, Unreachable } from '../cluster/faults';
import { patiently, type Run } from '../run';
import { marked } from './brought';
import { isSettled } from './owned';
import { takeOver } from './take-over';

export const OUTCOMES = ['created', 'configured', 'unchanged'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Addresses of objects by what became of them. */
export type Outcomes = Readonly<Record<Outcome, string[]>>;

export const outcomesOf = (): Outcomes => ({ created: [], configured: [], unchanged: [] });

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
export const HAND = /^kubectl(-|$)/;

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

async function writeOnce({ cluster, installation }: Run, file: Manifest, options: WriteOptions): Promise<Written> {
  const before = await cluster.get(file);
  const object = marked(file, before, installation.environment);
  // The server would take it, and lose it when the deletion is over.
  if (before?.metadata.deletionTimestamp !== undefined && !options.dryRun)
    throw new ApiError(409, 'Conflict', `${address(object)} goes`, [{ reason: DELETING }]);
  if (before !== undefined && isSettled(before, object)) return { outcome: 'unchanged', healed: [] };
  const taken = before !== undefined && !options.dryRun && (await takeOver(cluster, before, object));
  let healed: readonly string[] = [];
  const after = await cluster.apply(object, options).catch((error: unknown) => {
    healed = error instanceof ApiError ? [...error.managers.keys()] : [];
    if (healed.length === 0 || !healed.every((manager) => HAND.test(manager))) throw error;
    return cluster.apply(object, { ...options, force: true });
  });
  return { outcome: outcomeOf(taken || before, after, options.dryRun), healed };
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

/** A dry run cannot see what an earlier stage of the same run would have brought: its namespace, or the CRD of its kind. */
function isNew(error: unknown, object: Manifest, installation: Installation): boolean {
  if (!(error instanceof ApiError) || error.status !== 404) return false;
  const group = groupOf(object.apiVersion);
  const isOf = (crd: string) => crd.endsWith(`.${group}`);
  return (
    installation.crds.some(({ names }) => names.some(isOf)) ||
    objectsOf(installation).some(
      ({ kind, metadata }) =>
        (kind === 'Namespace' && metadata.name === object.metadata.namespace) ||
        (kind === 'CustomResourceDefinition' && isOf(metadata.name)),
    )
  );
}

/** A fault of the cluster at one object, as lines for the user. Anything else is a mistake of ours and is thrown on. */
export function faultLines(error: unknown, where: Manifest | string): readonly string[] {
  if (!(error instanceof ApiError) && !(error instanceof Unreachable)) throw error;
  return explain(error, typeof where === 'string' ? where : address(where));
}
