import since from '../imports/since.json';
import { type Block, blockOf, isBlock, listOf } from '../lib/kit/json';
import { isOlder } from '../lib/kit/versions';

type Table = Readonly<Record<string, string>>;
const RESOURCES: Readonly<Record<string, Table>> = since.resources;

/** Alternatives without the one that asks for a field. */
function withoutAlternative(value: unknown, field: string): unknown {
  if (Array.isArray(value))
    return value
      .filter((one) => listOf(blockOf(one)['required'])[0] !== field)
      .map((one) => withoutAlternative(one, field));
  return isBlock(value)
    ? Object.fromEntries(Object.entries(value).map(([key, under]) => [key, withoutAlternative(under, field)]))
    : value;
}

/** A schema without a field, or without one of a field's choices. */
function without(schema: Block, [name = '', ...rest]: readonly string[]): Block {
  for (const items of ['items', 'additionalProperties'])
    if (typeof schema[items] === 'object')
      return { ...schema, [items]: without(blockOf(schema[items]), [name, ...rest]) };
  if (name.startsWith('='))
    return { ...schema, enum: listOf(schema['enum']).filter((choice) => `=${choice}` !== name) };
  const { [name]: under, ...others } = blockOf(schema['properties']);
  if (under === undefined) return schema;
  if (rest.length > 0) return { ...schema, properties: { ...others, [name]: without(blockOf(under), rest) } };
  const { oneOf } = schema;
  return { ...schema, properties: others, ...(oneOf === undefined ? {} : { oneOf: withoutAlternative(oneOf, name) }) };
}

/** A CRD as the API of a minor has it: without what `imports/since.json` says is newer. */
export function knownTo(minor: string, crd: Block): Block {
  const spec = blockOf(crd['spec']);
  const kind = `${spec['group']}/${blockOf(spec['names'])['kind']}`;
  const newer = Object.entries(RESOURCES[kind] ?? {}).filter(([, by]) => isOlder(minor, by));
  const paths = newer.map(([path]) => path.replace('=', '.=').split('.'));
  const versions = listOf(spec['versions']).map((one) => {
    const version = blockOf(one);
    const { openAPIV3Schema } = blockOf(version['schema']);
    const schema = paths.reduce((all, path) => without(all, ['spec', ...path]), blockOf(openAPIV3Schema));
    return { ...version, schema: { openAPIV3Schema: schema } };
  });
  return { ...crd, spec: { ...spec, versions } };
}
