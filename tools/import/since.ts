import type { Crd } from './crds';
import type { protoSchema } from './proto-schema';

type Block = { readonly [key: string]: unknown };
type MeshSchema = ReturnType<typeof protoSchema>;

/** What one minor's API knows. */
export interface Api {
  readonly minor: string;
  readonly crds: readonly Crd[];
  readonly mesh: MeshSchema;
  readonly annotations: readonly string[];
}

/** Names by the minor that brought them; what the oldest one knows is not in it. */
export type Since = Readonly<Record<string, string>>;

/** Every field and choice of a schema: `tls.mode`, `tls.mode=SIMPLE`; items of lists and maps go by the list's or map's path. */
function paths(schema: Block, path: string, found: Set<string>): void {
  for (const choice of (schema['enum'] as readonly unknown[] | undefined) ?? []) found.add(`${path}=${choice}`);
  for (const [name, under] of Object.entries((schema['properties'] as Block | undefined) ?? {})) {
    const below = path === '' ? name : `${path}.${name}`;
    found.add(below);
    paths(under as Block, below, found);
  }
  for (const items of ['items', 'additionalProperties']) {
    const under = schema[items];
    if (typeof under === 'object' && under !== null) paths(under as Block, path, found);
  }
}

/** What each kind's schemas know, whatever the version: `<group>/<kind>` with its fields. */
function resources(crds: readonly Crd[]): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    crds.map(({ spec: { group, names, versions } }) => {
      const found = new Set<string>();
      for (const { schema } of versions) {
        const { spec } = (schema.openAPIV3Schema.properties ?? {}) as { readonly spec?: Block };
        if (spec !== undefined) paths(spec, '', found);
      }
      return [`${group}/${(names as { readonly kind: string }).kind}`, found] as const;
    }),
  );
}

const fieldsOf = ({ messages, enums }: MeshSchema): ReadonlySet<string> =>
  new Set([
    ...[messages, enums].flatMap(Object.keys),
    ...Object.entries(messages).flatMap(([message, fields]) => Object.keys(fields).map((name) => `${message}.${name}`)),
    ...Object.entries(enums).flatMap(([name, values]) => values.map((value) => `${name}=${value}`)),
  ]);

/** The first minor that knows each name, without what lies below another new one. */
function firstKnown(minors: readonly (readonly [minor: string, known: ReadonlySet<string>])[]): Since {
  const [[, oldest] = ['', new Set<string>()], ...newer] = minors;
  const since = new Map<string, string>();
  for (const [minor, known] of newer)
    for (const name of known) if (!oldest.has(name) && !since.has(name)) since.set(name, minor);
  const isBelow = (name: string) =>
    [...name].some((char, i) => /[.=]/.test(char) && since.get(name.slice(0, i)) === since.get(name));
  return Object.fromEntries([...since].filter(([name]) => !isBelow(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A new message or enum is met through the field that holds it. */
const withoutTypes = (fields: Since): Since =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => /[.=][a-z]|=/.test(name)));

/** Which minor of Istio brought what, of APIs from the oldest to the newest. */
export function since(apis: readonly Api[]) {
  const kinds = [...resources(apis.at(-1)?.crds ?? []).keys()];
  const byKind = kinds.map(
    (kind) =>
      [kind, firstKnown(apis.map(({ minor, crds }) => [minor, resources(crds).get(kind) ?? new Set()]))] as const,
  );
  return {
    resources: Object.fromEntries(byKind.filter(([, fields]) => Object.keys(fields).length > 0)),
    mesh: withoutTypes(firstKnown(apis.map(({ minor, mesh }) => [minor, fieldsOf(mesh)]))),
    annotations: firstKnown(apis.map(({ minor, annotations }) => [minor, new Set(annotations)])),
  };
}
