import { RULES } from '../../../imports/crds/rules';
import { durationSeconds, isAddress } from '../../kit/formats/formats';
import { isBlock, shown, under } from '../../kit/json';
import type { Finding, Schema } from '../openapi/openapi';
import { somewhere } from '../openapi/somewhere';
import { finds } from '../regex';

const items = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : isBlock(value) ? Object.keys(value) : fail('neither a list nor a map');

function fail(why: string): never {
  throw new Error(why);
}

/** One side holds; an error of one does not count where the other does. */
function either(one: () => unknown, other: () => unknown): boolean {
  try {
    if (one()) return true;
  } catch (why) {
    if (other()) return true;
    throw why;
  }
  return Boolean(other());
}

/**
 * The functions of CEL and of Kubernetes that rules call. Like there, what cannot be evaluated is an error. Rules are compiled when they are
 * imported: of the libraries that evaluate CEL, one agrees with this but makes a synth a third slower, the others disagree (CONTRIBUTING).
 */
const CEL = {
  get: (from: unknown, key: string | number): unknown =>
    (from as Readonly<Record<string | number, unknown>>)[key] ?? fail(`no ${key}`),
  and: (one: () => unknown, other: () => unknown): boolean =>
    !either(
      () => !one(),
      () => !other(),
    ),
  or: (one: () => unknown, other: () => unknown): boolean => either(one, other),
  has: (from: object, key: string): boolean => (from as Readonly<Record<string, unknown>>)[key] !== undefined,
  size: (value: unknown): number => (typeof value === 'string' ? [...value].length : items(value).length),
  within: (value: unknown, list: unknown): boolean => items(list).includes(value),
  all: (list: unknown, holds: (item: unknown) => unknown) => items(list).every(holds),
  exists: (list: unknown, holds: (item: unknown) => unknown) => items(list).some(holds),
  exists_one: (list: unknown, holds: (item: unknown) => unknown) => items(list).filter(holds).length === 1,
  filter: (list: unknown, holds: (item: unknown) => unknown) => items(list).filter(holds),
  matches: (text: string, pattern: string) => finds(pattern, text),
  int: (text: string) => (/^-?\d+$/.test(text) ? Number(text) : fail('no number')),
  duration: (text: string) => durationSeconds(text) ?? fail('no duration'),
  isIP: isAddress,
  // Unlike JavaScript's, Go's URLs have no odd escapes.
  isURL: (text: string) => URL.canParse(text) && !/%(?![0-9a-f]{2})/i.test(text),
  url: (text: string) => new URL(text),
  getScheme: (url: URL) => url.protocol.slice(0, -1),
} as const;

/** Whether a rule holds. One that cannot be evaluated, such as about a duration that is none, does not. */
export function holds(rule: string, self: unknown): boolean {
  try {
    return RULES[rule]?.(self, CEL) === true;
  } catch {
    return false;
  }
}

const hasRules = somewhere(({ 'x-kubernetes-validations': rules = [] }) => rules.some(({ rule }) => rule in RULES));

/** The CEL rules of a CRD (`x-kubernetes-validations`) that a value of the right structure breaks; rules about changes never are. */
export function brokenRules(schema: Schema, value: unknown, path: string): readonly Finding[] {
  if (!hasRules(schema)) return [];
  const here = (schema['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => rule in RULES && !holds(rule, value))
    .map(({ rule, message }) => ({
      path,
      fact: typeof value === 'object' ? 'breaks a rule of its CRD' : `is ${shown(value)}`,
      remedy: `mind the rule: ${message ?? rule}`,
    }));
  return [...here, ...below(schema, value, path)];
}

function below(schema: Schema, value: unknown, path: string): readonly Finding[] {
  const { items: item, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value))
    return item === undefined ? [] : value.flatMap((entry, i) => brokenRules(item, entry, `${path}[${i}]`));
  if (!isBlock(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    const field = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    return typeof field === 'object' ? brokenRules(field, entry, under(path, name)) : [];
  });
}
