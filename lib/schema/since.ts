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

/** The values at a path of the table, each with its place; lists are gone through. */
function reached(value: unknown, path: readonly string[], place: string): readonly (readonly [string, unknown])[] {
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [[place, value]];
  if (Array.isArray(value)) return value.flatMap((item, i) => reached(item, path, `${place}[${i}]`));
  return isBlock(value) ? reached(value[name], rest, `${place}.${name}`) : [];
}

/** Kinds, each `<group>/<kind>`, of which some field or choice is newer than the oldest minor. */
export const isGrowing = (kind: string): boolean => Object.hasOwn(RESOURCES, kind);

/** Fields and choices of an object's `spec` that Istio of an older minor does not know. `kind` is `<group>/<kind>`. */
export const newerFields = (kind: string, spec: unknown, version: string): readonly Newer[] =>
  Object.entries(RESOURCES[kind] ?? {})
    .filter(([, minor]) => isOlder(version, minor))
    .flatMap(([name, minor]) => {
      const [path = '', choice] = name.split('=');
      return reached(spec, path.split('.'), 'spec')
        .filter(([, value]) => choice === undefined || value === choice)
        .map(([place]) => ({ field: choice === undefined ? place : `${place} ${choice}`, since: minor }));
    });

/** Fields of a message of the mesh configuration that an istiod of an older minor does not know. */
export const newerMeshFields = (message: string, value: Block, path: string, version: string): readonly Newer[] =>
  Object.keys(value).flatMap((name) => {
    const minor = MESH[`${message}.${name}`];
    return minor !== undefined && isOlder(version, minor) ? [{ field: `${path}.${name}`, since: minor }] : [];
  });
