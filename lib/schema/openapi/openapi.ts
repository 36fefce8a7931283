import { isAddress } from '../../kit/formats/formats';
import { nearest } from '../../kit/formats/nearest';
import { type Block, isBlock, shown, under } from '../../kit/json';
import { finds } from '../regex';

/** The part of OpenAPI v3 that CustomResourceDefinitions use. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message?: string }[];
}

/** A mistake below an object: where, what is wrong, what to do. */
export interface Finding {
  readonly path: string;
  readonly fact: string;
  readonly remedy: string;
}

/** What values of each type are, and how the type is called. */
const TYPES: Readonly<Record<string, readonly [is: (value: unknown) => boolean, name: string]>> = {
  object: [isBlock, 'a block of fields'],
  array: [Array.isArray, 'a list'],
  string: [(value) => typeof value === 'string', 'a string'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
  number: [(value) => Number.isFinite(value), 'a number'],
  integer: [Number.isInteger, 'a whole number'],
  intOrString: [(value) => typeof value === 'string' || Number.isInteger(value), 'a whole number or a string'],
};

const ANYTHING = [() => true, 'anything'] as const;

const LIMITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Where findings go while a value is walked. */
type Found = (path: string, fact: string, remedy: string) => void;

/** What of `value` a schema does not accept; fields that it does not know are refused, as the API server does for `kubectl apply`. */
export function findings(schema: Schema, value: unknown, path: string): readonly Finding[] {
  const all: Finding[] = [];
  walk(schema, value, path, false, (at, fact, remedy) => all.push({ path: at, fact, remedy }));
  return all;
}

/** An `alternative` (of oneOf, anyOf, not) names only the fields that it is about: there, others are let pass. */
function walk(schema: Schema, value: unknown, path: string, alternative: boolean, found: Found): void {
  if (value === null && schema.nullable) return;
  const type = schema['x-kubernetes-int-or-string'] ? 'intOrString' : schema.type;
  const [is, name] = TYPES[type ?? ''] ?? ANYTHING;
  if (!is(value)) {
    found(path, `is ${shown(value)}`, `give ${name}`);
    return;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value))
    found(path, `is ${shown(value)}`, `give one of ${schema.enum.map(shown).join(', ')}`);
  else if (typeof value === 'string') ofText(schema, value, path, found);
  else if (typeof value === 'number') ofNumber(schema, value, path, found);
  else if (Array.isArray(value)) ofList(schema, value, path, alternative, found);
  else if (isBlock(value)) ofBlock(schema, value, path, alternative, found);
  ofAlternatives(schema, value, path, found);
}

function ofText(
  { minLength = 0, maxLength, pattern, format }: Schema,
  value: string,
  path: string,
  found: Found,
): void {
  // Letters are code points, of which a string has at most as many as UTF-16 units.
  if (value.length < minLength || value.length > (maxLength ?? value.length))
    ofSize([...value].length, [minLength, maxLength], (fact, remedy) => found(path, `has ${fact} letters`, remedy));
  const wrong = (wanted: string): void => found(path, `is ${shown(value)}`, `give ${wanted}`);
  if (pattern !== undefined && !finds(pattern, value)) wrong(`what matches ${pattern}`);
  if (format === 'ipv4' && !(isAddress(value) && !value.includes(':'))) wrong('an IPv4 address');
  if (format === 'ipv6' && !(isAddress(value) && value.includes(':'))) wrong('an IPv6 address');
}

function ofNumber({ minimum, maximum, format = '' }: Schema, value: number, path: string, found: Found): void {
  const [least, most] = LIMITS[format] ?? [];
  ofSize(value, [minimum ?? least, maximum ?? most], (fact, remedy) => found(path, `is ${fact}`, remedy));
}

function ofSize(
  size: number,
  [least, most]: readonly (number | undefined)[],
  found: (fact: string, remedy: string) => void,
): void {
  if (least !== undefined && size < least) found(String(size), `give at least ${least}`);
  if (most !== undefined && size > most) found(String(size), `give at most ${most}`);
}

function ofList(schema: Schema, value: readonly unknown[], path: string, alternative: boolean, found: Found): void {
  const { items, minItems, maxItems } = schema;
  ofSize(value.length, [minItems, maxItems], (fact, remedy) => found(path, `has ${fact} entries`, remedy));
  const keys = schema['x-kubernetes-list-map-keys'];
  if (keys !== undefined || schema['x-kubernetes-list-type'] === 'set') {
    const identity = (item: unknown): string =>
      JSON.stringify(keys === undefined || !isBlock(item) ? item : keys.map((key) => item[key]));
    const identities = value.map(identity);
    const twice = identities.findIndex((id, i) => identities.indexOf(id) !== i);
    const same = keys === undefined ? '' : ` (same ${keys.join(', ')})`;
    if (twice >= 0) found(`${path}[${twice}]`, `repeats an earlier entry${same}`, 'drop one of them');
  }
  if (items === undefined) return;
  for (const [i, item] of value.entries()) walk(items, item, `${path}[${i}]`, alternative, found);
}

function ofBlock(schema: Schema, value: Block, path: string, alternative: boolean, found: Found): void {
  const { properties = {}, additionalProperties, required = [], minProperties, maxProperties } = schema;
  const open = alternative || schema['x-kubernetes-preserve-unknown-fields'] || additionalProperties === true;
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  ofSize(names.length, [minProperties, maxProperties], (fact, remedy) => found(path, `has ${fact} fields`, remedy));
  for (const name of required) if (value[name] === undefined) found(path, `has no ${name}`, 'add it');
  for (const name of names) {
    const field = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (typeof field === 'object') walk(field, value[name], under(path, name), alternative, found);
    else if (!open) {
      const known = Object.keys(properties);
      const near = nearest(name, known);
      const remedy =
        near === undefined ? `drop it: the fields here are ${known.join(', ') || 'none'}` : `write "${near}"`;
      found(path, `has no field "${name}"`, remedy);
    }
  }
}

function fits(schema: Schema, value: unknown): boolean {
  let fit = true;
  walk(schema, value, '', true, () => {
    fit = false;
  });
  return fit;
}

function ofAlternatives({ allOf, anyOf, oneOf, not }: Schema, value: unknown, path: string, found: Found): void {
  for (const schema of allOf ?? []) walk(schema, value, path, true, found);
  const choose = (schemas: readonly Schema[]): void => {
    const choices = [...new Set(schemas.flatMap(fieldsOf))];
    const given = choices.filter((name) => isBlock(value) && value[name] !== undefined);
    if (given.length > 1) found(path, `has ${given.join(' and ')}`, 'keep one of them');
    else if (choices.length > 0) found(path, `has none of ${choices.join(', ')}`, 'add one of them');
    else found(path, `is ${shown(value)}`, 'give one of the forms that its CRD allows');
  };
  if (anyOf !== undefined && !anyOf.some((schema) => fits(schema, value))) choose(anyOf);
  if (oneOf !== undefined && oneOf.filter((schema) => fits(schema, value)).length !== 1) choose(oneOf);
  if (not !== undefined && fits(not, value)) choose([not]);
}

/** The fields that an alternative is about. */
const fieldsOf = ({ required = [], anyOf = [], oneOf = [], allOf = [], not }: Schema): readonly string[] => [
  ...required,
  ...[...anyOf, ...oneOf, ...allOf, ...(not === undefined ? [] : [not])].flatMap(fieldsOf),
];
