import { expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { changes, schemaOf } from '../../../test/schema/crd.changes';
import { VALID } from '../../../test/schema/crd.samples';
import { isBlock } from '../../kit/json';
import { findings } from './openapi';
import { withDefaults } from './openapi-defaults';

const ajv = new Ajv({
  ...{ strict: false, unicodeRegExp: true },
  formats: {
    ipv4: /^\d+(\.\d+){3}$/,
    ipv6: /:/,
    int32: true,
    int64: true,
    double: true,
    byte: true,
    'date-time': true,
  },
});

test('ajv judges every change of every field in the same way', () => {
  const differing: unknown[] = [];
  let refused = 0;
  for (const { apiVersion, kind, spec } of VALID) {
    const schema = schemaOf(apiVersion, kind);
    const judge = ajv.compile(closed(schema) as object);
    for (const changed of changes(spec)) {
      const settled = withDefaults(schema, changed);
      // JSON Schema knows no lists that are maps or sets.
      const found = findings(schema, settled, 'spec').filter(({ fact }) => !fact.startsWith('repeats'));
      if ((found.length === 0) !== judge(settled)) differing.push({ changed, found });
      refused += found.length > 0 ? 1 : 0;
    }
  }
  expect(differing).toEqual([]);
  expect(refused).toBeGreaterThan(500);
});

/** The same schema for a validator that lets unknown fields pass. */
function closed(schema: unknown, alternative = false): unknown {
  if (!isBlock(schema)) return schema;
  const { properties, ...rest } = schema;
  const fields = isBlock(properties) ? properties : {};
  const open =
    alternative || rest['x-kubernetes-preserve-unknown-fields'] || rest['additionalProperties'] !== undefined;
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        Array.isArray(value) && key !== 'enum'
          ? value.map((item) => closed(item, true))
          : closed(value, alternative || key === 'not'),
      ]),
    ),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(fields).map(([key, value]) => [key, closed(value, alternative)]),
          ),
          ...(open ? {} : { additionalProperties: false }),
        }),
  };
}
