import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';

type Block = { readonly [key: string]: unknown };
const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Version extends Block {
  readonly name: string;
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

/**
 * What is installed: the official object without its prose and without what names the official packager
 * (all labels, and annotations of Helm); two thirds of the bytes of a CRD are descriptions.
 */
export function installed(object: Manifest): Block {
  const { labels: _packager, annotations = {}, ...metadata } = object.metadata as Block & Crd['metadata'];
  const kept = Object.fromEntries(Object.entries(annotations).filter(([name]) => !name.startsWith('helm.sh/')));
  const named = { ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}), ...metadata };
  return { ...(isCrd(object) ? (withoutProse(object) as Block) : object), metadata: named };
}

/**
 * Drops `description` wherever it is text; a property that is called "description" is a block and stays. Keys get the order in which cdk8s
 * writes them.
 */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, under]) => !(key === 'description' && typeof under === 'string'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, under]) => [key, withoutProse(under)]),
  );
}

/** What classes are made of: the newest version only, and no `status`, which only controllers write. */
export function forClasses(crd: Crd): Block {
  const [newest] = [...crd.spec.versions].sort((a, b) => rank(b.name) - rank(a.name));
  if (newest === undefined) throw new Error(`${crd.metadata.name} has no version`);
  const { status: _status, ...properties } = newest.schema.openAPIV3Schema.properties ?? {};
  const schema = { openAPIV3Schema: { ...newest.schema.openAPIV3Schema, properties } };
  return { ...crd, spec: { ...crd.spec, versions: [{ ...newest, schema }] } };
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
