import { type Block, isBlock, shown, under } from '../kit/json';
import { nearest } from '../kit/near';
import { isAddress } from '../kit/values';

/** The part of OpenAPI v3 that CustomResourceDefinitions use. CEL rules (`x-kubernetes-validations`) are left to the server. */
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
  number: [(value) => typeof value === 'number', 'a number'],
  integer: [Number.isInteger, 'a whole number'],
  intOrString: [(value) => typeof value === 'string' || Number.isInteger(value), 'a whole number or a string'],
};

const LIMITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/**
 * What of `value` a schema does not accept. Unknown fields are refused, as the API server does for `kubectl apply`,
 * but not within an `alternative`, which names only the fields that it is about.
 */
export function findings(schema: Schema, value: unknown, path: string, alternative = false): readonly Finding[] {
  if (value === null && schema.nullable) return [];
  const type = schema['x-kubernetes-int-or-string'] ? 'intOrString' : schema.type;
  const [is, name] = (type === undefined ? undefined : TYPES[type]) ?? [() => true, ''];
  if (!is(value)) return [{ path, fact: `is ${shown(value)}`, remedy: `give ${name}` }];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [{ path, fact: `is ${shown(value)}`, remedy: `give one of ${schema.enum.map(shown).join(', ')}` }];
  return [
    ...(typeof value === 'string' ? ofText(schema, value, path) : []),
    ...(typeof value === 'number' ? ofNumber(schema, value, path) : []),
    ...(Array.isArray(value) ? ofList(schema, value, path, alternative) : []),
    ...(isBlock(value) ? ofBlock(schema, value, path, alternative) : []),
    ...ofAlternatives(schema, value, path),
  ];
}

/** A finding if `size` lies outside, told as `path is/has size unit`. */
const ofSize = (
  path: string,
  size: number,
  says: string,
  unit: string,
  least?: number,
  most?: number,
): readonly Finding[] =>
  size < (least ?? size)
    ? [{ path, fact: `${says} ${size}${unit}`, remedy: `give at least ${least}` }]
    : size > (most ?? size)
      ? [{ path, fact: `${says} ${size}${unit}`, remedy: `give at most ${most}` }]
      : [];

function ofText({ minLength, maxLength, pattern, format }: Schema, value: string, path: string): readonly Finding[] {
  const wrong = (wanted: string): readonly Finding[] => [
    { path, fact: `is ${shown(value)}`, remedy: `give ${wanted}` },
  ];
  return [
    ...ofSize(path, [...value].length, 'has', ' letters', minLength, maxLength),
    ...(pattern !== undefined && !new RegExp(pattern, 'u').test(value) ? wrong(`what matches ${pattern}`) : []),
    ...(format === 'ipv4' && !(isAddress(value) && !value.includes(':')) ? wrong('an IPv4 address') : []),
    ...(format === 'ipv6' && !(isAddress(value) && value.includes(':')) ? wrong('an IPv6 address') : []),
  ];
}

function ofNumber({ minimum, maximum, format = '' }: Schema, value: number, path: string): readonly Finding[] {
  const [least, most] = LIMITS[format] ?? [];
  return ofSize(path, value, 'is', '', minimum ?? least, maximum ?? most);
}

function ofList(schema: Schema, value: readonly unknown[], path: string, alternative: boolean): readonly Finding[] {
  const { items, minItems, maxItems } = schema;
  const keys = schema['x-kubernetes-list-map-keys'];
  const unique = schema['x-kubernetes-list-type'] === 'set' || keys !== undefined;
  const identity = (item: unknown): string =>
    JSON.stringify(
      keys === undefined || !isBlock(item) ? item : keys.map((key) => item[key] ?? items?.properties?.[key]?.default),
    );
  const identities = unique ? value.map(identity) : [];
  const twice = identities.findIndex((id, i) => identities.indexOf(id) !== i);
  return [
    ...ofSize(path, value.length, 'has', ' entries', minItems, maxItems),
    ...(twice < 0
      ? []
      : [
          {
            path: `${path}[${twice}]`,
            fact: `repeats an earlier entry${keys === undefined ? '' : ` (same ${keys.join(', ')})`}`,
            remedy: 'drop one of them',
          },
        ]),
    ...(items === undefined ? [] : value.flatMap((item, i) => findings(items, item, `${path}[${i}]`, alternative))),
  ];
}

function ofBlock(schema: Schema, value: Block, path: string, alternative: boolean): readonly Finding[] {
  const { properties = {}, additionalProperties, required = [], minProperties, maxProperties } = schema;
  const open = alternative || schema['x-kubernetes-preserve-unknown-fields'] || additionalProperties === true;
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  const field = (name: string): readonly Finding[] => {
    if (Object.hasOwn(properties, name))
      return findings(properties[name] ?? {}, value[name], under(path, name), alternative);
    if (typeof additionalProperties === 'object')
      return findings(additionalProperties, value[name], under(path, name), alternative);
    if (open) return [];
    const near = nearest(name, Object.keys(properties));
    return [
      {
        path,
        fact: `has no field "${name}"`,
        remedy: near === undefined ? `give ${anyOf(Object.keys(properties))}` : `write "${near}"`,
      },
    ];
  };
  return [
    ...ofSize(path, names.length, 'has', ' fields', minProperties, maxProperties),
    ...required
      .filter((name) => !names.includes(name) && properties[name]?.default === undefined)
      .map((name) => ({ path, fact: `has no ${name}`, remedy: 'add it' })),
    ...names.flatMap(field),
  ];
}

const fits = (schema: Schema, value: unknown): boolean => findings(schema, value, '', true).length === 0;

function ofAlternatives(
  { allOf = [], anyOf: some, oneOf: one, not }: Schema,
  value: unknown,
  path: string,
): readonly Finding[] {
  const choose = (schemas: readonly Schema[]): readonly Finding[] => {
    const choices = [...new Set(schemas.flatMap(fieldsOf))];
    const given = choices.filter((name) => isBlock(value) && value[name] !== undefined);
    if (given.length > 1) return [{ path, fact: `has ${given.join(' and ')}`, remedy: 'keep one of them' }];
    if (choices.length > 0) return [{ path, fact: `has none of ${choices.join(', ')}`, remedy: 'add one of them' }];
    return [{ path, fact: `is ${shown(value)}`, remedy: 'give one of the forms that its CRD allows' }];
  };
  return [
    ...allOf.flatMap((schema) => findings(schema, value, path, true)),
    ...(some !== undefined && !some.some((schema) => fits(schema, value)) ? choose(some) : []),
    ...(one !== undefined && one.filter((schema) => fits(schema, value)).length !== 1 ? choose(one) : []),
    ...(not !== undefined && fits(not, value) ? choose([not]) : []),
  ];
}

/** The fields that an alternative is about. */
const fieldsOf = ({ required = [], anyOf: some = [], oneOf: one = [], allOf = [], not }: Schema): readonly string[] => [
  ...required,
  ...[...some, ...one, ...allOf, ...(not === undefined ? [] : [not])].flatMap(fieldsOf),
];

const anyOf = (names: readonly string[]): string =>
  names.length === 0 ? 'nothing here' : `one of ${names.join(', ')}`;
