import schema from '../../imports/proto/mesh-schema.json';
import { durationSeconds, isDuration } from '../kit/formats/formats';
import { nearest } from '../kit/formats/nearest';
import { type Block, isBlock, shown, under } from '../kit/json';
import type { Problem } from '../kit/problems';
import { MESH_CONFIG } from '../problems/istio/mesh-config';

/** A field of a message: one of `type`, `message`, `enum`; alone, in a list or in a map. */
interface Field {
  readonly type?: string;
  readonly message?: string;
  readonly enum?: string;
  readonly list?: boolean;
  readonly map?: boolean;
  readonly oneof?: string;
}
type Fields = Readonly<Record<string, Field>>;

const MESSAGES: Readonly<Record<string, Fields>> = schema.messages;
const ENUMS: Readonly<Record<string, readonly string[]>> = schema.enums;

/** A message that was met on the way, with its name and its path: what rules about its values are asked about. */
export type Visit = (message: string, value: Block, path: string) => readonly Problem[];

/**
 * Everything in `value` that is not the JSON form of `message`, each problem with the path of its field. Stricter than
 * protobuf where protobuf guesses: names are spelt in camelCase, numbers are no strings, nothing is null.
 */
export function protoJsonProblems(message: string, value: unknown, path: string, visit: Visit): readonly Problem[] {
  if (!isBlock(value)) return [MESH_CONFIG.type(path, shown(value), 'a block of fields')];
  const fields = MESSAGES[message] ?? {};
  const names = Object.keys(fields);
  const given = Object.keys(value).filter((name) => value[name] !== undefined);
  const fieldOf = (name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined);
  const oneofs = new Set(given.flatMap((name) => fieldOf(name)?.oneof ?? []));
  const structure = [
    ...given.flatMap((name) => {
      const field = fieldOf(name);
      return field === undefined
        ? [MESH_CONFIG.unknownField(path, name, message, nearest(name, names))]
        : fieldProblems(field, value[name], `${path}.${name}`, visit);
    }),
    ...[...oneofs].flatMap((oneof) => {
      const set = given.filter((name) => fieldOf(name)?.oneof === oneof);
      return set.length > 1 ? [MESH_CONFIG.oneof(path, set)] : [];
    }),
  ];
  return structure.length > 0 ? structure : visit(message, value, path);
}

function fieldProblems(field: Field, value: unknown, path: string, visit: Visit): readonly Problem[] {
  const { list, map, ...single } = field;
  if (list)
    return Array.isArray(value)
      ? value.flatMap((item, i) => fieldProblems(single, item, `${path}[${i}]`, visit))
      : [MESH_CONFIG.type(path, shown(value), 'a list')];
  if (map)
    return isBlock(value)
      ? Object.entries(value).flatMap(([key, item]) => fieldProblems(single, item, under(path, key), visit))
      : [MESH_CONFIG.type(path, shown(value), 'a block of names and values')];
  if (field.message !== undefined) return protoJsonProblems(field.message, value, path, visit);
  if (field.enum !== undefined) return choiceProblems(ENUMS[field.enum] ?? [], value, path);
  return scalarProblems(field.type ?? '', value, path);
}

const choiceProblems = (choices: readonly string[], value: unknown, path: string): readonly Problem[] =>
  typeof value === 'string' && choices.includes(value) ? [] : [MESH_CONFIG.choice(path, shown(value), choices)];

const whole = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** Each scalar type: what it accepts, and how that is called. */
const SCALARS: Readonly<Record<string, readonly [accepts: (value: unknown) => boolean, wanted: string]>> = {
  string: [(value) => typeof value === 'string', 'a string'],
  bool: [(value) => typeof value === 'boolean', 'true or false'],
  double: [(value) => typeof value === 'number' && Number.isFinite(value), 'a number'],
  int32: [(value) => whole(value, -(2 ** 31), 2 ** 31 - 1), 'a whole number of 32 bits'],
  uint32: [(value) => whole(value, 0, 2 ** 32 - 1), 'a whole number of 32 bits, not below 0'],
  int64: [(value) => typeof value === 'string' && /^-?\d{1,18}$/.test(value), 'a whole number as a string'],
  struct: [isBlock, 'a block of any fields'],
};

function scalarProblems(type: string, value: unknown, path: string): readonly Problem[] {
  if (type === 'duration') return isGoDuration(value) ? [] : [durationProblem(value, path)];
  const [accepts, wanted] = SCALARS[type] ?? [() => false, `a value of protobuf's type ${type}`];
  return accepts(value) ? [] : [MESH_CONFIG.type(path, shown(value), wanted)];
}

/** istiod reads durations as Go does: `90s`, `1m30s`. Source: github.com/golang/protobuf jsonpb. */
const isGoDuration = (value: unknown): value is string =>
  typeof value === 'string' && (value === '0' || isDuration(value.replace(/^-/, '')));

/** Seconds in a duration that istiod accepts. */
export const seconds = (duration: string): number =>
  (duration.startsWith('-') ? -1 : 1) * (durationSeconds(duration.replace(/^-/, '')) ?? 0);

/** A bare number is meant in seconds by most. */
function durationProblem(value: unknown, path: string): Problem {
  const meant =
    typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? `${value}s` : undefined;
  return MESH_CONFIG.duration(path, shown(value), meant);
}
