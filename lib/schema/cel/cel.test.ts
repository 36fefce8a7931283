import { expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import { RULES } from '../../../imports/crds/rules';
import { RULED } from '../../../test/schema/cel.samples';
import { changes, schemaOf } from '../../../test/schema/crd.changes';
import { VALID } from '../../../test/schema/crd.samples';
import { isAddress } from '../../kit/formats/formats';
import { isBlock } from '../../kit/json';
import { findings, type Schema } from '../openapi/openapi';
import { withDefaults } from '../openapi/openapi-defaults';
import { holds } from './cel';

/** Values that rules tell apart. */
const VALUES: readonly unknown[] = [
  ...[
    'text',
    '',
    '*',
    'a*',
    '/',
    '/a//b',
    'a/./b',
    'unix://@a',
    'unix://a/',
    '10s',
    '1us',
    '10 s',
    '10.0.0.1',
    'http://a',
  ],
  ...[
    'Service',
    'NONE',
    'DNS_ROUND_ROBIN',
    'HTTPS',
    'TCP',
    'Exact',
    'URLRewrite',
    'Hostname',
    'REMOVE',
    'SIDECAR_INBOUND',
  ],
  ...[0, 1, 443, 70000, true, [], {}, ['*', 'a'], { '': 'a' }, { 'a*': '*' }, { '0': { mode: 'STRICT' } }],
];

class Url {
  constructor(readonly url: URL) {}
}

const interpreter = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false })
  .registerType('Url', { ctor: Url, fields: {} })
  .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text))
  .registerFunction('url(string): Url', (text: string) => new Url(new URL(text)))
  .registerFunction('Url.getScheme(): string', ({ url }: Url) => url.protocol.slice(0, -1))
  .registerFunction('isIP(string): bool', (text: string) => isAddress(text));

const parsed = new Map<string, ReturnType<typeof interpreter.parse>>();

/** What an interpreter of CEL says; it does not know `has` of an item of a list, nor flags in the middle of a pattern. */
function interpreted(rule: string, self: unknown): boolean {
  const known = rule
    .replace(/__(\w+?)__/g, '$1')
    .replace(/has\(([\w.]+\[\d+\][\w.[\]]*)\.(\w+)\)/g, '("$2" in $1)')
    .replace(
      '^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$',
      '^\\.?[a-zA-Z_][a-zA-Z_0-9]*(\\.[a-zA-Z_][a-zA-Z_0-9]*)*$',
    );
  const judge = parsed.get(rule) ?? interpreter.parse(known);
  parsed.set(rule, judge);
  try {
    return judge({ self }) === true;
  } catch {
    return false;
  }
}

test('rules mean what an interpreter of CEL reads in them, for every change of every field', () => {
  const differing: (readonly [rule: string, value: unknown, verdict: boolean])[] = [];
  const seen = new Map<string, Set<boolean>>();
  const valid = [...VALID, ...RULED];
  const compare = (schema: Schema, value: unknown): void => {
    for (const { rule } of schema['x-kubernetes-validations'] ?? []) {
      if (!(rule in RULES)) continue;
      const verdict = holds(rule, value);
      if (verdict !== interpreted(rule, value)) differing.push([rule, value, verdict]);
      seen.set(rule, (seen.get(rule) ?? new Set()).add(verdict));
    }
    if (Array.isArray(value)) for (const item of value) compare(schema.items ?? {}, item);
    else if (isBlock(value))
      for (const [name, item] of Object.entries(value)) {
        const field = schema.properties?.[name] ?? schema.additionalProperties;
        if (typeof field === 'object') compare(field, item);
      }
  };
  for (const { apiVersion, kind, spec } of valid) {
    const schema = schemaOf(apiVersion, kind);
    for (const changed of changes(spec, VALUES)) {
      const settled = withDefaults(schema, changed);
      if (findings(schema, settled, '').length === 0) compare(schema, settled);
    }
  }
  expect(differing).toEqual([]);
  // The one rule about `status` is for controllers alone.
  expect(Object.keys(RULES).filter((rule) => !seen.has(rule))).toEqual([
    expect.stringMatching(/^self\.type == 'Hostname' \? self\.value/),
  ]);
  expect([...seen.values()].filter((verdicts) => verdicts.size === 2).length).toBeGreaterThan(70);
});
