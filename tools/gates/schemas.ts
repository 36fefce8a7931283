import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesModule } from './build';

type Schema = { [key: string]: unknown };
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema of OpenAPI as strict JSON Schema: no field that is not named, numbers where text may stand too. */
function strict(schema: unknown, key = ''): unknown {
  if (Array.isArray(schema)) return schema.map((item) => strict(item));
  if (!isSchema(schema)) return schema;
  // Below these keys are names of fields, not words of a schema.
  if (key === 'properties' || key === 'definitions')
    return Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, strict(inner)]));
  if (schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string')
    return { type: ['integer', 'string'] };
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !name.startsWith('x-') && name !== 'description')
      .map(([name, inner]) => [name, name === 'enum' ? inner : strict(inner, name)]),
  );
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || rest['additionalProperties'] !== undefined;
  return {
    ...rest,
    ...(nullable === true && typeof rest['type'] === 'string' ? { type: [rest['type'], 'null'] } : {}),
    ...(isSchema(rest['properties']) && !open ? { additionalProperties: false } : {}),
  };
}

const ANYTHING = {};

/** Every object has these, whatever its CRD says. */
function withMeta(schema: Schema): Schema {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const metadata = { type: 'object' };
  return {
    ...schema,
    properties: { ...properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata },
  };
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions?: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** Files as kubeconform asks for them: `<group>_<version>_<kind>.json`; for kinds without a group it takes the version. */
const file = (group: string, version: string, kind: string): string =>
  `${group === '' ? version : group}_${version}_${kind.toLowerCase()}.json`;

/** What stands beside the bundles: their CRDs as text. */
const TEXTS = 'files.json';

/** Schemas of the kinds of our own CRDs; other objects of the bundles have no versions. */
function ofCrds(folder: string, bundles: string): void {
  for (const bundle of readdirSync(bundles).filter((name) => name.endsWith('.json') && name !== TEXTS))
    for (const { spec } of JSON.parse(readFileSync(join(bundles, bundle), 'utf8')) as readonly Crd[])
      for (const { name, schema } of spec.versions ?? []) {
        const text = JSON.stringify(strict(withMeta(schema.openAPIV3Schema)));
        writeFileSync(join(folder, file(spec.group, name, spec.names.kind)), text);
      }
}

interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>;
}
interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Schemas of Kubernetes' own kinds, out of what its module says of its API. */
function ofKubernetes(folder: string, version: string): void {
  const text = readFileSync(join(kubernetesModule(version), 'api', 'openapi-spec', 'swagger.json'), 'utf8');
  const { definitions } = JSON.parse(text) as Swagger;
  const named = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [
      name,
      /api\.resource\.Quantity$/.test(name)
        ? { type: ['string', 'number'] }
        : /\.JSON$/.test(name)
          ? ANYTHING
          : strict(schema),
    ]),
  );
  const whole = join(folder, 'kubernetes.json');
  writeFileSync(whole, JSON.stringify({ definitions: named }));
  for (const [name, schema] of Object.entries(definitions))
    for (const { group, version: served, kind } of (schema['x-kubernetes-group-version-kind'] ??
      []) as readonly GroupVersionKind[])
      writeFileSync(
        join(folder, file(group, served, kind)),
        JSON.stringify({ $ref: `file://${whole}#/definitions/${name}` }),
      );
}

/** Writes a strict JSON Schema for every kind that we write. @returns where kubeconform finds them */
export function schemas(folder: string, bundles: string, kubernetes: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  ofCrds(folder, bundles);
  ofKubernetes(folder, kubernetes);
  return join(folder, '{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json');
}
