import type { Schema } from './openapi';

/** Whether something is true of a schema or of one below it that its values are walked by; each schema is asked once. */
export function somewhere(holds: (schema: Schema) => boolean): (schema: Schema) => boolean {
  const known = new WeakMap<Schema, boolean>();
  const asked = (schema: Schema): boolean => {
    const before = known.get(schema);
    if (before !== undefined) return before;
    const { items, properties = {}, additionalProperties } = schema;
    const below = [items, additionalProperties, ...Object.values(properties)].filter((one) => typeof one === 'object');
    const found = holds(schema) || below.some(asked);
    known.set(schema, found);
    return found;
  };
  return asked;
}
