import { createFileRegistry, type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt';

/** A field in JSON: exactly one of `type`, `message` and `enum`; alone, in a `list` or in a `map` whose keys are strings. */
interface Field {
  type?: string;
  message?: string;
  enum?: string;
  list?: true;
  map?: true;
  oneof?: string;
}

/** Google's messages that JSON writes as something else. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'google.protobuf.Duration': 'duration',
  'google.protobuf.Struct': 'struct',
  'google.protobuf.BoolValue': 'bool',
  'google.protobuf.Int32Value': 'int32',
  'google.protobuf.Int64Value': 'int64',
  'google.protobuf.UInt32Value': 'uint32',
};

/** What the JSON form of messages may hold: a few kilobytes that load in a millisecond, where protobuf's own runtime takes 300. */
export function protoSchema(files: FileDescriptorSet, roots: readonly string[]) {
  const registry = createFileRegistry(files);
  const messages: Record<string, Record<string, Field>> = {};
  const enums: Record<string, readonly string[]> = {};

  const addMessage = (message: DescMessage): string => {
    const name = shortName(message);
    if (name in messages) return name;
    const fields: Record<string, Field> = {};
    messages[name] = fields;
    for (const field of message.fields) fields[field.jsonName] = describe(field);
    return name;
  };
  const addEnum = (type: DescEnum): string => {
    enums[shortName(type)] = type.values.map(({ name }) => name);
    return shortName(type);
  };
  const describe = (field: DescField): Field => ({
    ...kindOf(field),
    ...(field.fieldKind === 'list' || field.fieldKind === 'map' ? { [field.fieldKind]: true } : {}),
    ...(field.oneof === undefined ? {} : { oneof: field.oneof.name }),
  });
  const kindOf = ({ message, enum: enumeration, scalar, name }: DescField): Field => {
    if (enumeration !== undefined) return { enum: addEnum(enumeration) };
    if (scalar !== undefined) return { type: ScalarType[scalar].toLowerCase() };
    if (message === undefined) throw new Error(`field ${name} is of no known kind`);
    const type = WELL_KNOWN[message.typeName];
    return type === undefined ? { message: addMessage(message) } : { type };
  };

  for (const root of roots) {
    const message = registry.getMessage(root);
    if (message === undefined) throw new Error(`no message ${root}`);
    addMessage(message);
  }
  return { messages, enums };
}

/** The name without its package: `istio.mesh.v1alpha1.Tracing.Zipkin` is `Tracing.Zipkin`. */
const shortName = ({ typeName, file }: DescMessage | DescEnum): string => typeName.slice(file.proto.package.length + 1);
