import { grouped } from '../kit/grouped';
import { blockOf, listOf, textsOf, withoutNulls } from '../kit/json';
import { remembered } from '../kit/once-per-object';
import { KINDS, type Kind, type SpecsByKind } from './kinds';
import type { Kinds, Mesh, Written } from './mesh';
import type { Note } from './notes';
import { groupKind, type KubeObject, type WrittenObject } from './object';
import { type Workload, workloadOf } from './workloads/workloads';

/** The objects of a `List` are objects of their own. */
export const opened = (one: WrittenObject): readonly WrittenObject[] => {
  const { kind, items } = blockOf(one.object);
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)
    ? items.flatMap((object: KubeObject) => opened({ ...one, object }))
    : [one];
};

/** What an object says of itself, wherever it is written. */
const read = remembered((object: KubeObject) => {
  const { metadata, spec } = blockOf(object);
  const { name, namespace, labels, annotations } = blockOf(metadata);
  return {
    name: typeof name === 'string' ? name : '',
    namespace: typeof namespace === 'string' ? namespace : '',
    labels: textsOf(labels),
    annotations: textsOf(annotations),
    spec: (groupKind(object) === KINDS.Service ? withoutNulls(spec) : spec) ?? {},
  };
});

const written = ({ place, object, elsewhere = false }: WrittenObject): Written<unknown> => ({
  place,
  ...read(object),
  elsewhere,
  object,
});

const isTriedOut = ({ annotations }: Written<unknown>): boolean => annotations['istio.io/dry-run'] === 'true';

function byKind(objects: readonly Written<unknown>[]): Kinds {
  const groups = grouped(objects, ({ object }) => groupKind(object));
  // What an object's schema says of its kind is judged before any rule reads its spec.
  const of = <K extends Kind>(kind: K) => (groups.get(KINDS[kind]) ?? []) as readonly Written<SpecsByKind[K]>[];
  return Object.fromEntries((Object.keys(KINDS) as Kind[]).map((kind) => [kind, of(kind)])) as unknown as Kinds;
}

/** Pods and ReplicaSets that another object of the mesh makes are counted with it. */
function workloads(objects: readonly Written<unknown>[]): readonly Workload[] {
  const known = new Set(objects.map(({ object: { kind }, namespace, name }) => `${kind} ${namespace}/${name}`));
  return objects.flatMap(({ place, name, namespace, object }) => {
    const description = workloadOf(object);
    const owners = listOf(object.metadata?.ownerReferences).map(blockOf);
    const isOwned = owners.some((owner) => known.has(`${owner['kind']} ${namespace}/${owner['name']}`));
    return description === undefined || isOwned ? [] : [{ place, kind: object.kind, name, namespace, ...description }];
  });
}

export interface CollectOptions {
  /** Which are read; others are there, and may be named. @default - all */
  readonly sound?: (one: WrittenObject) => boolean;
  /** There are no others. @default false */
  readonly isWhole?: boolean;
}

/** The mesh that objects make, and what was noted about them; from constructs, files and clusters alike. */
export function collect(
  objects: readonly WrittenObject[],
  notes: readonly Note[] = [],
  { sound = () => true, isWhole = false }: CollectOptions = {},
): Mesh {
  const all = objects.flatMap(opened).map((one) => ({ one: written(one), isSound: sound(one) }));
  const sounds = all.filter(({ isSound }) => isSound).map(({ one }) => one);
  const noted = <K extends Note['kind']>(kind: K) =>
    notes.filter((one): one is Extract<Note, { kind: K }> => one.kind === kind);
  const [deciding, triedOut] = [sounds.filter((one) => !isTriedOut(one)), sounds.filter(isTriedOut)];
  return {
    ...byKind(deciding),
    triedOut: byKind(triedOut).AuthorizationPolicy,
    objects: all.map(({ one }) => one),
    workloads: workloads(sounds),
    calls: noted('Call'),
    controlPlanes: noted('ControlPlane'),
    gatewayPods: noted('GatewayPods'),
    isWhole,
  };
}
