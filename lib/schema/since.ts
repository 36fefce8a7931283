import since from '../../imports/since.json';
import { type Block, isBlock } from '../kit/json';
import { isOlder } from '../kit/versions';

/** Something that is used, and the first minor of Istio that knows it. */
export interface Newer {
  /** `spec.servers[0].tls.alpnProtocols` */
  readonly field: string;
  readonly since: string;
}

type Table = Readonly<Record<string, string>>;
const RESOURCES: Readonly<Record<string, Table>> = since.resources;
const MESH: Table = since.mesh;

/** The values at a path of the table, from its part `at` on, each with its place; lists are gone through. */
function reached(
  value: unknown,
  path: readonly string[],
  at: number,
  place: string,
): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  const name = path[at];
  if (name === undefined) return [[place, value]];
  if (Array.isArray(value)) return value.flatMap((item, i) => reached(item, path, at, `${place}[${i}]`));
  return isBlock(value) ? reached(value[name], path, at + 1, `${place}.${name}`) : [];
}

/** Kinds, each `<group>/<kind>`, of which some field or choice is newer than the oldest minor. */
export const isGrowing = (kind: string): boolean => Object.hasOwn(RESOURCES, kind);

/** What is newer in objects of a kind. */
const NEWER = new Map(
  Object.entries(RESOURCES).map(([kind, table]) => [
    kind,
    Object.entries(table).map(([name, minor]) => {
      const [path = '', choice] = name.split('=');
      return { path: path.split('.'), choice, minor };
    }),
  ]),
);

/** Fields and choices of an object's `spec` that Istio of an older minor does not know. `kind` is `<group>/<kind>`. */
export const newerFields = (kind: string, spec: unknown, version: string): readonly Newer[] =>
  (NEWER.get(kind) ?? []).flatMap(({ path, choice, minor }) => {
    const found = reached(spec, path, 0, 'spec');
    if (found.length === 0 || !isOlder(version, minor)) return [];
    return found
      .filter(([, value]) => choice === undefined || value === choice)
      .map(([place]) => ({ field: choice === undefined ? place : `${place} ${choice}`, since: minor }));
  });

/** Fields of a message of the mesh configuration that an istiod of an older minor does not know. */
export const newerMeshFields = (message: string, value: Block, path: string, version: string): readonly Newer[] =>
  Object.keys(value).flatMap((name) => {
    const minor = MESH[`${message}.${name}`];
    return minor !== undefined && isOlder(version, minor) ? [{ field: `${path}.${name}`, since: minor }] : [];
  });
