import { isDeepStrictEqual as same } from 'node:util';
import type { JsonPatchOperation, ObjectPatch } from '../../installation/changes/patches';
import { type Block, isBlock } from '../../kit/json';

/** By which field items of a list are the same item. */
const KEYS = ['name', 'mountPath', 'containerPort', 'port', 'key', 'ip'];

function keyOf(...lists: readonly (readonly unknown[])[]): string | undefined {
  return KEYS.find((key) =>
    lists.every(
      (list) =>
        list.every((item) => isBlock(item) && item[key] !== undefined) &&
        new Set(list.map((item) => String((item as Block)[key]))).size === list.length,
    ),
  );
}

const pointer = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

function listChanges(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly JsonPatchOperation[] {
  const key = keyOf(before, after);
  if (key === undefined) return same(before, after) ? [] : [{ op: 'replace', path, value: after }];
  const of = (item: unknown) => String((item as Block)[key]);
  const wanted = new Map(after.map((item) => [of(item), item]));
  const kept = before.flatMap((item, i) => {
    const now = wanted.get(of(item));
    const inner = now === undefined ? [] : changes(pointer(path, i), item, now);
    // The place is right as long as the same item stands there.
    return inner.length === 0
      ? []
      : [{ op: 'test' as const, path: pointer(pointer(path, i), key), value: (item as Block)[key] }, ...inner];
  });
  const gone = before
    .map((item, i) => ({ item, i }))
    .filter(({ item }) => !wanted.has(of(item)))
    .reverse()
    .flatMap(({ item, i }): readonly JsonPatchOperation[] => [
      { op: 'test', path: pointer(pointer(path, i), key), value: (item as Block)[key] },
      { op: 'remove', path: pointer(path, i) },
    ]);
  const known = new Set(before.map(of));
  const added = after.filter((item) => !known.has(of(item)));
  return [...kept, ...gone, ...added.map((value) => ({ op: 'add' as const, path: `${path}/-`, value }))];
}

function changes(path: string, before: unknown, after: unknown): readonly JsonPatchOperation[] {
  if (same(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(path, before, after);
  if (!isBlock(before) || !isBlock(after)) return [{ op: 'replace', path, value: after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): readonly JsonPatchOperation[] => {
    const place = pointer(path, key);
    if (!(key in after)) return [{ op: 'remove', path: place }];
    if (!(key in before)) return [{ op: 'add', path: place, value: after[key] }];
    return changes(place, before[key], after[key]);
  });
}

/** As blocks, where no item of a list is among what changes. */
function merged(before: unknown, after: unknown): unknown {
  if (!isBlock(before) || !isBlock(after)) return after;
  return Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => !same(before[key], after[key]))
      .map((key) => [key, key in after ? merged(before[key], after[key]) : null]),
  );
}

/** The patch that makes one object of another; nothing where they are the same. */
export function patchBetween(object: string, before: Block, after: Block): ObjectPatch | undefined {
  const json = changes('', before, after);
  if (json.length === 0) return undefined;
  return json.some(({ path }) => /\/(\d+|-)(\/|$)/.test(path))
    ? { object, json }
    : { object, merge: merged(before, after) as Block };
}
