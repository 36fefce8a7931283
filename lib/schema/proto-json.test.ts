import { type DescMessage, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { file_mesh_v1alpha1_config } from '../../imports/proto/mesh/v1alpha1/config_pb';
import { file_mesh_v1alpha1_network } from '../../imports/proto/mesh/v1alpha1/network_pb';
import schema from '../../imports/proto/mesh-schema.json';
import { MESH_RULES, REQUIRED } from './mesh-config/fields';
import { protoJsonProblems } from './proto-json';

type Field = { type?: string; message?: string; enum?: string; list?: boolean; map?: boolean };
const MESSAGES: Readonly<Record<string, Readonly<Record<string, Field>>>> = schema.messages;
const ENUMS: Readonly<Record<string, readonly string[]>> = schema.enums;

const described = new Map<string, DescMessage>();
const collect = (messages: readonly DescMessage[]): void => {
  for (const desc of messages) {
    described.set(desc.typeName.slice(desc.file.proto.package.length + 1), desc);
    collect(desc.nestedMessages);
    collect(
      desc.fields.flatMap((field) => (known(field.message) ? [] : [field.message]).filter((d) => d !== undefined)),
    );
  }
};
const known = (desc: DescMessage | undefined) =>
  desc === undefined || [...described.values()].includes(desc) || desc.typeName.startsWith('google.');
collect(file_mesh_v1alpha1_config.messages);
collect(file_mesh_v1alpha1_network.messages);

const SAMPLES: Readonly<Record<string, JsonValue>> = {
  ...{
    string: 'a',
    bool: true,
    double: 0.5,
    int32: -1,
    uint32: 1,
    int64: '12',
    duration: '1.5s',
    struct: { a: [1] },
  },
};
const sample = ({ list, map, ...field }: Field): JsonValue => {
  const one = field.message ? {} : field.enum ? (ENUMS[field.enum]?.[0] ?? '') : (SAMPLES[field.type ?? ''] ?? null);
  return list ? [one] : map ? { key: one } : one;
};
const wrongs = ({ list, map, ...field }: Field): readonly JsonValue[] => {
  if (list) return ['a', ...wrongs(field).map((item) => [item])];
  if (map) return ['a', ...wrongs(field).map((item) => ({ key: item }))];
  if (field.message || field.type === 'struct') return ['a', 1, true];
  return [{ a: 1 }, ['a'], ...(field.type === 'string' ? [1, true] : ['nonsense'])];
};
const accepted = (desc: DescMessage, value: JsonValue): boolean => {
  try {
    fromJson(desc, value);
    return true;
  } catch {
    return false;
  }
};
const problems = (name: string, value: JsonValue) => protoJsonProblems(name, value, 'x', () => []);

test('every message of the schema is one of protobuf, with the same fields', () => {
  for (const [name, fields] of Object.entries(MESSAGES))
    expect([name, Object.keys(fields)]).toEqual([name, described.get(name)?.fields.map(({ jsonName }) => jsonName)]);
  expect(Object.keys(MESSAGES).length).toBeGreaterThan(90);
});

test('what it takes we take, what it refuses we refuse', () => {
  let fields = 0;
  for (const [name, desc] of described)
    for (const [key, field] of Object.entries(MESSAGES[name] ?? {})) {
      fields += 1;
      const right = { [key]: sample(field) };
      expect([right, problems(name, right), accepted(desc, right)]).toEqual([right, [], true]);
      for (const value of wrongs(field)) {
        const wrong = { [key]: value };
        expect([name, wrong, problems(name, wrong).length, accepted(desc, wrong)]).toEqual([name, wrong, 1, false]);
      }
    }
  expect(fields).toBeGreaterThan(400);
});

test('every rule is about a field that exists', () => {
  const ruled = [
    ...Object.entries(MESH_RULES).map(([name, rules]) => [name, Object.keys(rules)] as const),
    ...Object.entries(REQUIRED),
  ];
  const unknown = ruled.flatMap(([name, fields]) =>
    fields.filter((field) => MESSAGES[name]?.[field] === undefined).map((field) => `${name}.${field}`),
  );
  expect(unknown).toEqual([]);
});
