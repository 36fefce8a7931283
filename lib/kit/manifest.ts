import { ApiObject, App, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { isDnsSubdomain } from './formats/formats';
import { NAMES } from './formats/names';
import { isPlainBlock } from './json';
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

/** JSON as cdk8s writes it, keys sorted and nothing of what is absent; `undefined` for what is more than data and is left to cdk8s. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = value.map((item) => (item === null || item === undefined ? null : plain(item)));
    return list.includes(undefined) ? undefined : list;
  }
  if (typeof value !== 'object') return typeof value === 'function' ? undefined : value;
  if (!isPlainBlock(value)) return undefined;
  const block: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const given = value[key];
    if (given === undefined || given === null) continue;
    const item = plain(given);
    if (item === undefined) return undefined;
    block[key] = item;
  }
  return block;
}

/** An object that is data alone, so that nothing in it must be looked for and replaced: that is most of what a synth would do. */
class Plain extends ApiObject {
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
    const { apiVersion, kind, metadata: _, ...rest } = this.data;
    const block = this.patched || App.of(this).resolvers.length > OWN_RESOLVERS ? undefined : plain(rest);
    if (block === undefined) return super.toJson();
    return { apiVersion, kind, metadata: this.metadata.toJson(), ...(block as Json) };
  }
}

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
