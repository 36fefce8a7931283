import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';

export type Block = { readonly [key: string]: unknown };
export const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Version extends Block {
  readonly name: string;
  readonly served?: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** As much of an OpenAPI schema as is changed here. */
export interface Schema extends Block {
  readonly properties?: { readonly [name: string]: Schema };
}

/** As much of a CustomResourceDefinition as is changed here. */
export interface Crd extends Block {
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Block & { readonly group: string; readonly versions: readonly Version[] };
}

/** A manifest beside the CRDs, such as the Gateway API's ValidatingAdmissionPolicy. */
export type Manifest = Block & { readonly kind: string; readonly metadata: Crd['metadata'] };

/** The objects of YAML files, sorted by name. A folder stands for the `.yaml` files in it, without kustomize's own. */
export function readManifests(...paths: readonly string[]): readonly Manifest[] {
  const files = paths.flatMap((path) =>
    path.endsWith('.yaml')
      ? [path]
      : readdirSync(path)
          .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
          .map((file) => join(path, file)),
  );
  return files
    .flatMap((file) => loadAll(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA }) as (Manifest | null)[])
    .filter((object): object is Manifest => object !== null)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

export const isCrd = (object: Manifest): object is Crd => object.kind === 'CustomResourceDefinition';

/** The block with its keys in the order in which cdk8s writes them. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isBlock(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, under]) => [key, sorted(under)]));
}

export const newest = <T extends { readonly name: string }>(versions: readonly T[]): T | undefined =>
  [...versions].sort((a, b) => rank(b.name) - rank(a.name))[0];

/** What classes are made of: the newest version only, and no `status`, which only controllers write. */
export function forClasses(crd: Crd): Block {
  const version = newest(crd.spec.versions);
  if (version === undefined) throw new Error(`${crd.metadata.name} has no version`);
  const { status: _status, ...properties } = version.schema.openAPIV3Schema.properties ?? {};
  const schema = { openAPIV3Schema: { ...version.schema.openAPIV3Schema, properties } };
  return { ...crd, spec: { ...crd.spec, versions: [{ ...version, schema }] } };
}

/** A block of any fields. */
const OPAQUE = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The generators of an ApplicationSet may each hold a template of their own: the schema of an Application, twenty times
 * over (80,000 lines of classes). Those templates become blocks of any fields.
 */
export function withoutRepeats(object: Manifest): Manifest {
  const change = <T>(value: T, name: string, to: (under: unknown) => unknown): T =>
    JSON.parse(JSON.stringify(value), (key, under) => (key === name ? to(under) : under));
  return change(object, 'generators', (generators) => change(generators, 'template', () => OPAQUE));
}

/** Kubernetes' order of API versions: v1alpha3 < v1beta1 < v1 < v2. */
function rank(version: string): number {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const maturity = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return maturity * 1e6 + Number(major) * 1e3 + Number(minor);
}
