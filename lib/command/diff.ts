import { createTwoFilesPatch } from 'diff';
import { dump } from 'js-yaml';
import { address, type Live, type Manifest, objectsOf } from '../delivery/dist/manifest';
import { message, refuse } from '../kit/problems';
import { COMMAND } from '../problems/commands/command';
import { isMember, leftovers, member, setId } from './apply/applyset';
import { marked } from './apply/brought';
import { planCrds } from './apply/crds';
import { isSettled } from './apply/owned';
import { ApiError, explain } from './cluster/faults';
import { each } from './cluster/pool';
import type { Run } from './run';

const CHANGES = ['create', 'change', 'prune', 'unknown'] as const;

export interface Difference {
  readonly object: string;
  /** `prune`: only `apply --prune` removes it. `unknown`: the server refuses it, or cannot say, such as while a webhook is down. */
  readonly change: (typeof CHANGES)[number];
  /** From the cluster to the files, in unified form; for `unknown`, why. */
  readonly patch: string;
}

/**
 * What `apply` would change. The server works each object out in a dry run, so defaults and webhooks count; one that it cannot be asked
 * about does not stop the others.
 * @throws Refused when stopped
 */
export async function diff(run: Run): Promise<readonly Difference[]> {
  const { cluster, installation, progress } = run;
  const plans = await planCrds(run, false);
  for (const { set, problem } of plans) if (problem !== undefined) progress.say(message(problem, set.name));
  const crds = plans.filter(({ what }) => what === 'write').flatMap(({ set }) => set.objects());
  const objects = [...crds, ...objectsOf(installation)];
  const bar = progress.stage('diff', objects.length);
  const found = await each(objects, async (object) => {
    if (run.signal.aborted) refuse(cluster.context, COMMAND.stoppedWaiting('not all is compared'));
    const differences = await differenceOf(run, object);
    bar.step();
    return differences;
  });
  const left = (await leftovers(cluster, installation)).map(
    (live): Difference => ({ object: address(live), change: 'prune', patch: patchOf(live, undefined) }),
  );
  const all = [...found.flat(), ...left];
  bar.done(`${all.length} differences`);
  return all;
}

async function differenceOf({ cluster, installation }: Run, file: Manifest): Promise<readonly Difference[]> {
  const name = address(file);
  const live = await cluster.get(file);
  if (live === undefined) return [{ object: name, change: 'create', patch: patchOf(undefined, file) }];
  const set = setId(cluster, installation.environment);
  // Not being in the set yet (applied by kubectl) is no difference that a user wants to read.
  const object = marked(file, live, installation.environment);
  const wanted = isMember(live, set) ? member(object, set) : object;
  if (isSettled(live, wanted)) return [];
  try {
    const patch = patchOf(live, await cluster.apply(wanted, { force: true, dryRun: true }));
    return patch === '' ? [] : [{ object: name, change: 'change', patch }];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 401) throw error;
    return [{ object: name, change: 'unknown', patch: explain(error, name).join('\n') }];
  }
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
