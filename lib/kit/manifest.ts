import { ApiObject, type ApiObjectMetadataDefinition, App, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { filled } from './defined';
import { isDnsSubdomain } from './formats/formats';
import { NAMES } from './formats/names';
import { type Block, FIRST, isWrittenAs, plain } from './json';
import type { Comparable } from './once-per-object';
import { refuse } from './problems';

/** A Kubernetes object with a literal name: `metadata.name` always, `metadata.namespace` where the kind is namespaced. */
export interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

type Json = ReturnType<ApiObject['toJson']>;
/** Of every app; what an app adds may replace any value. */
const OWN_RESOLVERS = new App().resolvers.length;

/** An object that is data alone, so that nothing in it must be looked for and replaced: that is most of what a synth would do. */
class Plain extends ApiObject implements Comparable {
  private patched = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly data: Named,
  ) {
    super(scope, id, data as ConstructorParameters<typeof ApiObject>[2]);
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...patches);
  }

  override toJson(): Json {
    const { apiVersion, kind, metadata } = this;
    const block = plain(this.rest());
    if (block === undefined) return super.toJson();
    return { apiVersion, kind, metadata: plain(metadataOf(metadata)) ?? metadata.toJson(), ...(block as Json) };
  }

  isWrittenAs(json: Block): boolean {
    const { apiVersion, kind } = this;
    const metadata = metadataOf(this.metadata);
    return (
      json['apiVersion'] === apiVersion &&
      json['kind'] === kind &&
      metadata !== undefined &&
      isWrittenAs(metadata, json['metadata']) &&
      isWrittenAs(this.rest(), json, FIRST)
    );
  }

  /** What follows its metadata; nothing where something may have to be replaced in it. */
  private rest(): object | undefined {
    if (this.patched || App.of(this).resolvers.length > OWN_RESOLVERS) return undefined;
    const { apiVersion: _, kind: __, metadata: ___, ...rest } = this.data;
    return rest;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';

/** What cdk8s writes of metadata: nothing that is empty. `undefined` where there is more than texts, which is left to cdk8s. */
function metadataOf(metadata: ApiObjectMetadataDefinition): object | undefined {
  const { name, namespace } = metadata;
  const [labels, annotations, finalizers] = [metadata['labels'], metadata['annotations'], metadata['finalizers']];
  if (metadata['ownerReferences'].length > 0) return undefined;
  for (const field in metadata['_additionalAttributes']) if (!FIELDS.has(field)) return undefined;
  for (const block of [labels, annotations, finalizers]) {
    const names = Object.keys(block);
    // By that name cdk8s tells what is no data.
    if (names.includes('constructor') || !Object.values(block).every(isText)) return undefined;
  }
  return { name, namespace, labels: filled(labels), annotations: filled(annotations), finalizers: filled(finalizers) };
}
const FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences'],
]);

/**
 * Adds one Kubernetes object to the tree, typed by its `kubernetes-models` interface: `manifest<IService>(this, 'Service', {...})`.
 * Fields keep their JSON spelling and none is dropped, unlike with cdk8s' generated classes for an older Kubernetes.
 * @throws MESH001 if the name is none that Kubernetes accepts
 */
export function manifest<T extends Named>(scope: Construct, id: string, object: T): ApiObject {
  const name = object.metadata?.name;
  // RBAC names may hold colons; all others that this project writes are DNS subdomains.
  if (name === undefined || !(isDnsSubdomain(name) || /Role/.test(object.kind)))
    refuse(scope, NAMES.object(object.kind, name ?? ''));
  return new Plain(scope, id, object);
}
