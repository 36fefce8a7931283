import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { nearest } from '../../kit/formats/nearest';
import type { Block } from '../../kit/json';
import { override } from '../../kit/override';
import { check, type Problem } from '../../kit/problems';
import { PATCHES } from '../../problems/objects/patches';
import { asJson } from './as-json';

/** An operation of JSON Patch (RFC 6902); `path` and `from` are JSON Pointers: `/spec/template/spec/containers/0/args/-`. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** One change of one object as it is written; several of the same object are made in their order. */
export type ObjectPatch = {
  /** `[group/]Kind/[namespace/]name`: `Service/istio-system/istiod`, `apps/Deployment/istio-system/istiod`. */
  readonly object: string;
} & (
  | { readonly json: readonly JsonPatchOperation[] }
  /** A JSON Merge Patch (RFC 7386): blocks are merged, lists replace, `null` removes. */
  | { readonly merge: Block }
  /** Leaves the object out of what is written: others bring it. Checks go on as if it were there. */
  | { readonly remove: true }
);

type Json = ReturnType<ApiObject['toJson']>;

/** `[group/]Kind/[namespace/]name` */
export const addressOf = ({ apiGroup, kind, name, metadata: { namespace } }: ApiObject): string =>
  [...(apiGroup === 'core' ? [] : [apiGroup]), kind, ...(namespace === undefined ? [] : [namespace]), name].join('/');

function operation(one: JsonPatchOperation): JsonPatch {
  switch (one.op) {
    case 'remove':
      return JsonPatch.remove(one.path);
    case 'move':
      return JsonPatch.move(one.from, one.path);
    case 'copy':
      return JsonPatch.copy(one.from, one.path);
    default:
      return JsonPatch[one.op](one.path, one.value);
  }
}

/** Whether a JSON Pointer leads to something. */
function isThere(document: unknown, pointer: string): boolean {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let found = document;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return false;
    found = (found as Block)[key];
  }
  return true;
}

/** Where an operation must find something before it is done. */
const needed = (one: JsonPatchOperation): string => {
  if ('from' in one) return one.from;
  return one.op === 'add' ? one.path.slice(0, one.path.lastIndexOf('/')) : one.path;
};

function change(patch: ObjectPatch, object: Json): Json {
  if ('merge' in patch) return override<Block>(object, patch.merge);
  if (!('json' in patch)) return object;
  let document = JSON.parse(JSON.stringify(object));
  for (const one of patch.json) {
    const place = needed(one);
    if (!isThere(document, place)) throw new Error(`${place} is not there`);
    document = JsonPatch.apply(document, operation(one));
  }
  return document;
}

/** The address that was probably meant: another group or namespace of the same kind and name, or a slip. */
function meant(address: string, known: readonly string[]): string | undefined {
  const parts = (text: string) => text.split('/').filter((part, i, all) => /^[A-Z]/.test(part) || i === all.length - 1);
  const same = known.find((candidate) => parts(candidate).join('/') === parts(address).join('/'));
  return same ?? nearest(address, known);
}

/** The object with the change made, and why it cannot be. */
function changed(patch: ObjectPatch, before: Json): { readonly after: Json; readonly problems: readonly Problem[] } {
  try {
    const after = change(patch, before);
    const renamed = Object.entries({
      apiVersion: [before.apiVersion, after.apiVersion],
      kind: [before.kind, after.kind],
      name: [before.metadata?.name, after.metadata?.name],
      namespace: [before.metadata?.namespace, after.metadata?.namespace],
    }).find(([, [was, is]]) => was !== is);
    if (renamed !== undefined) return { after: before, problems: [PATCHES.identity(patch.object, renamed[0])] };
    const same = JSON.stringify(before) === JSON.stringify(after);
    return { after, problems: same ? [PATCHES.noEffect(patch.object)] : [] };
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    return { after: before, problems: [PATCHES.impossible(patch.object, why)] };
  }
}

/**
 * Makes the changes in the objects below `scope` that are there now, and has every check and the output see them. A patch that hits no
 * object or several, cannot be made, or changes nothing, is refused at synth (MESH908-MESH912).
 * @returns the objects that are not to be written
 */
export function applyPatches(scope: Construct, patches: readonly ObjectPatch[]): ReadonlySet<ApiObject> {
  const removed = new Set<ApiObject>();
  if (patches.length === 0) return removed;
  const byAddress = new Map<string, ApiObject[]>();
  for (const object of scope.node.findAll())
    if (ApiObject.isApiObject(object))
      byAddress.set(addressOf(object), [...(byAddress.get(addressOf(object)) ?? []), object]);
  for (const patch of patches) {
    const [object, ...more] = byAddress.get(patch.object) ?? [];
    if (object === undefined || more.length > 0) {
      const problem =
        object === undefined
          ? PATCHES.nothing(patch.object, meant(patch.object, [...byAddress.keys()]))
          : PATCHES.several(patch.object, more.length + 1);
      check(scope, () => [problem]);
    } else if ('remove' in patch) removed.add(object);
    else {
      const before = object.toJson.bind(object);
      object.toJson = () => changed(patch, before()).after;
      check(object, () => {
        const json = asJson({ toJson: before });
        return json === undefined ? [] : changed(patch, json).problems;
      });
    }
  }
  return removed;
}
