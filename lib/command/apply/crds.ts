import type { CrdFile, Live } from '../../delivery/dist/manifest';
import { RELEASE } from '../../istio/parts/labels';
import type { Problem } from '../../kit/problems';
import { isNewer } from '../../kit/versions';
import { COMMAND } from '../../problems/commands/command';
import { MANAGER } from '../cluster/cluster';
import { each } from '../cluster/pool';
import type { Run } from '../run';
import { knownBeyond } from './schema-fields';
import { HAND } from './write';

/** What becomes of one set of CRDs. They belong to the cluster, and others may have brought them. */
export interface CrdPlan {
  readonly set: CrdFile;
  /** `write`: some are missing or older. `keep`: the cluster has them. `leave`: not ours to change. */
  readonly what: 'write' | 'keep' | 'leave';
  /** Why they are left alone. */
  readonly problem?: Problem;
  /** What guards them goes with them where they are ours. */
  readonly ours: boolean;
}

export const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;
const BUNDLE = 'gateway.networking.k8s.io/bundle-version';
const CHANNEL = 'gateway.networking.k8s.io/channel';
/** The server itself, which says in an object's status how it does. */
const SERVER = 'kube-apiserver';
const SHOWN = 3;

/** What to do about the CRDs that an environment needs, before anything is written. `force` takes over older ones of others. */
export async function planCrds({ cluster, installation }: Run, force: boolean): Promise<readonly CrdPlan[]> {
  const found = new Map((await cluster.list(CRD, { metadataOnly: true })).map((crd) => [crd.metadata.name, crd]));
  return each(installation.crds, (set) => plan(set, found, (crd) => cluster.get(crd), force));
}

type Read = (crd: Live) => Promise<Live | undefined>;

async function plan(set: CrdFile, found: ReadonlyMap<string, Live>, read: Read, force: boolean): Promise<CrdPlan> {
  const there = set.names.flatMap((name) => found.get(name) ?? []);
  const ours = there.every(isOurs);
  const leave = (problem: Problem): CrdPlan => ({ set, what: 'leave', problem, ours: false });
  const experimental = there.find((crd) => crd.metadata.annotations?.[CHANNEL] === 'experimental');
  if (experimental !== undefined)
    return leave(COMMAND.experimentalCrds(experimental.metadata.name, set.name, remedy(set)));
  const newer = there.find((crd) => isNewer(releaseOf(crd) ?? '', set.release));
  if (newer !== undefined)
    return leave(COMMAND.newerCrds(`${newer.metadata.name} of ${releaseOf(newer)}`, set.name, remedy(set)));
  const unmarked = there.filter((crd) => releaseOf(crd) === undefined);
  const { beyond, lacking } = await compared(set, unmarked, read);
  if (beyond.length > 0) return leave(COMMAND.newerCrds(some(beyond), set.name, remedy(set)));
  const isComplete = there.length === set.names.length;
  const isOld = lacking.length > 0 || there.some((crd) => isNewer(set.release, releaseOf(crd) ?? set.release));
  if (isComplete && !isOld && there.every((crd) => !wasOurs(crd) || isOurs(crd))) return { set, what: 'keep', ours };
  const programs = [...new Set(there.flatMap(programsOf))];
  if (programs.length > 0 && !force) return leave(COMMAND.othersCrds(programs.join(', '), set.name, remedy(set)));
  return { set, what: 'write', ours: true };
}

/** Istio's own CRDs do not say their release: what the cluster's know and ours do not, and the other way round. */
async function compared(set: CrdFile, unmarked: readonly Live[], read: Read) {
  if (unmarked.length === 0) return { beyond: [], lacking: [] };
  const ours = new Map(set.objects().map((crd) => [crd.metadata.name, crd]));
  const both = await each(unmarked, async (crd) => {
    const [live, own] = [await read(crd), ours.get(crd.metadata.name)];
    return live === undefined || own === undefined
      ? { beyond: [], lacking: [] }
      : { beyond: knownBeyond(live, own), lacking: knownBeyond(own, live) };
  });
  return { beyond: both.flatMap(({ beyond }) => beyond), lacking: both.flatMap(({ lacking }) => lacking) };
}

const some = (fields: readonly string[]): string =>
  fields.slice(0, SHOWN).join(', ') + (fields.length > SHOWN ? ` and ${fields.length - SHOWN} more fields` : '');

/** The release that an object says it is of. */
export const releaseOf = ({ metadata: { annotations } }: Live): string | undefined =>
  (annotations?.[RELEASE] ?? annotations?.[BUNDLE])?.replace(/^v/, '');

/** The server applied our file, and nobody has changed what it says since. */
const isOurs = ({ metadata }: Live): boolean =>
  (metadata.managedFields ?? []).some(
    ({ manager, operation, fieldsV1 }) =>
      manager === MANAGER && operation === 'Apply' && fieldsV1?.['f:spec']?.['f:versions'] !== undefined,
  );

const wasOurs = ({ metadata }: Live): boolean =>
  (metadata.managedFields ?? []).some(({ manager, operation }) => manager === MANAGER && operation === 'Apply');

/** Programs that keep the CRD as they want it: not a person with kubectl. */
const programsOf = ({ metadata }: Live): readonly string[] => [
  ...(metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => fieldsV1?.['f:spec'] !== undefined)
    .flatMap(({ manager = '' }) => (manager === MANAGER || manager === SERVER || HAND.test(manager) ? [] : [manager])),
  ...('addonmanager.kubernetes.io/mode' in (metadata.labels ?? {}) ? ["the platform's addon manager"] : []),
];

const remedy = ({ name }: CrdFile): string =>
  name.startsWith('gateway-api')
    ? "give the environment gatewayApi: 'present', which needs none of its own"
    : 'bring this environment to that release when you can; its resources are accepted by newer CRDs too';
