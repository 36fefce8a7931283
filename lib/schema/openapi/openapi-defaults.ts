import { isBlock } from '../../kit/json';
import type { Schema } from './openapi';
import { somewhere } from './somewhere';

const hasDefaults = somewhere(({ default: value }) => value !== undefined);

/** The value as the API server sees it before it checks it: with the schema's defaults for what is absent. */
export function withDefaults(schema: Schema, value: unknown): unknown {
  if (!hasDefaults(schema)) return value;
  const { items, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => withDefaults(items, item));
  if (!isBlock(value)) return value;
  const given = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => {
      const field = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      return [name, typeof field === 'object' ? withDefaults(field, item) : item] as const;
    });
  const added = Object.entries(properties)
    .filter(([name, field]) => field.default !== undefined && value[name] === undefined)
    .map(([name, field]) => [name, withDefaults(field, field.default)] as const);
  return Object.fromEntries([...given, ...added]);
}
