import { isDeepStrictEqual } from 'node:util';
import type { Fields, Live, Manifest } from '../../delivery/dist/manifest';
import { isPlainBlock } from '../../kit/json';
import { MANAGER } from '../cluster/cluster';

/**
 * Whether an object is as its file says, and to the last field ours: then to apply it again would change nothing, and need not be asked of
 * the server. False where it cannot be told.
 */
export function isSettled(live: Live, object: Manifest): boolean {
  const mine = (live.metadata.managedFields ?? []).filter(
    ({ manager, operation, subresource }) => manager === MANAGER && operation === 'Apply' && subresource === undefined,
  );
  const [entry] = mine;
  if (mine.length !== 1 || entry?.fieldsV1 === undefined || entry.apiVersion !== object.apiVersion) return false;
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const { name: _name, namespace: _namespace, ...named } = metadata;
  const wanted = { ...rest, ...(Object.keys(named).length > 0 ? { metadata: named } : {}) };
  return agrees(entry.fieldsV1, wanted, live);
}

/** The fields that are ours are those that the file has, and the server has their values. */
function agrees(fields: Fields, wanted: unknown, live: unknown): boolean {
  const own = Object.entries(fields).filter(([key]) => key !== '.');
  // A leaf, or something that has one owner as a whole.
  if (own.length === 0) return contains(live, wanted);
  if (Array.isArray(wanted)) return Array.isArray(live) && listAgrees(own, wanted, live);
  if (!isPlainBlock(wanted) || !isPlainBlock(live)) return false;
  return (
    own.length === Object.keys(wanted).length &&
    own.every(([key, inner]) => {
      const name = key.slice('f:'.length);
      return key.startsWith('f:') && name in wanted && agrees(inner, wanted[name], live[name]);
    })
  );
}

function listAgrees(own: readonly [string, Fields][], wanted: readonly unknown[], live: readonly unknown[]): boolean {
  if (own.length !== wanted.length) return false;
  return own.every(([key, inner]) => {
    const value: unknown = JSON.parse(key.slice('k:'.length));
    if (key.startsWith('v:')) return wanted.includes(value) && live.includes(value);
    if (!key.startsWith('k:') || !isPlainBlock(value)) return false;
    const found = (list: readonly unknown[]) =>
      list.find(
        (entry) =>
          isPlainBlock(entry) && Object.entries(value).every(([name, part]) => isDeepStrictEqual(entry[name], part)),
      );
    const [mine, theirs] = [found(wanted), found(live)];
    return mine !== undefined && theirs !== undefined && agrees(inner, mine, theirs);
  });
}

/** The server has all that the file says; defaults may stand beside it. */
function contains(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(live) && live.length === wanted.length && wanted.every((entry, i) => contains(live[i], entry));
  if (isPlainBlock(wanted))
    return isPlainBlock(live) && Object.entries(wanted).every(([name, inner]) => contains(live[name], inner));
  return Object.is(live, wanted);
}
