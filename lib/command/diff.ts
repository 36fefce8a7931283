import { createTwoFilesPatch } from 'diff';
import { dump } from 'js-yaml';
import { address, type Live, type Manifest, objectsOf } from '../delivery/manifest';
import { Refused, refuse } from '../kit/problems';
import { COMMAND } from '../problems/command';
import { isMember, leftovers, member } from './applyset';
import type { Run } from './run';
import { faultLines } from './write';

export const CHANGES = ['create', 'change', 'prune'] as const;

export interface Difference {
  readonly object: string;
  /** `prune`: only `apply --prune` removes it. */
  readonly change: (typeof CHANGES)[number];
  /** From the cluster to the files, in unified form. */
  readonly patch: string;
}

/**
 * What `apply` would change. The server works each object out in a dry run, so defaults and webhooks count.
 * @throws Refused with what the cluster said
 */
export async function diff(run: Run): Promise<readonly Difference[]> {
  const { cluster, installation, progress } = run;
  const objects = objectsOf(installation);
  const bar = progress.stage('diff', objects.length);
  const found: Difference[] = [];
  for (const object of objects) {
    if (run.signal.aborted) refuse(cluster.context, COMMAND.stoppedWaiting('not all is compared'));
    try {
      found.push(...(await differenceOf(run, object)));
    } catch (error) {
      throw new Refused(faultLines(error, object));
    }
    bar.step();
  }
  for (const live of await leftovers(cluster, installation))
    found.push({ object: address(live), change: 'prune', patch: patchOf(live, undefined) });
  bar.done(`${found.length} differences`);
  return found;
}

async function differenceOf({ cluster, installation }: Run, object: Manifest): Promise<readonly Difference[]> {
  const live = await cluster.get(object);
  if (live === undefined) return [{ object: address(object), change: 'create', patch: patchOf(undefined, object) }];
  // Not being in the set yet (applied by kubectl) is no difference that a user wants to read.
  const wanted = isMember(live, installation.environment) ? member(object, installation.environment) : object;
  const planned = await cluster.apply(wanted, { force: true, dryRun: true });
  const patch = patchOf(live, planned);
  return patch === '' ? [] : [{ object: address(object), change: 'change', patch }];
}

function patchOf(live: Manifest | undefined, planned: Manifest | undefined): string {
  const [before, after] = [text(live), text(planned)];
  if (before === after) return '';
  const name = address(live ?? (planned as Manifest));
  return createTwoFilesPatch(`cluster ${name}`, `dist ${name}`, before, after, undefined, undefined, { context: 2 });
}

/** Without what the server keeps for itself. */
function text(object: Manifest | undefined): string {
  if (object === undefined) return '';
  const { metadata, status: _status, ...rest } = object as Live & { readonly status?: unknown };
  const { managedFields: _fields, resourceVersion: _version, ...own } = metadata;
  const { generation: _generation, ...kept } = own as typeof own & { readonly generation?: number };
  return dump({ ...rest, metadata: kept }, { lineWidth: -1, noRefs: true, sortKeys: true });
}
