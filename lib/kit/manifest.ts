import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { isDnsSubdomain } from './formats';
import { NAMES } from './names';
import { refuse } from './problems';

/** A Kubernetes object with a literal name: `metadata.name` always, `metadata.namespace` where the kind is namespaced. */
export interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
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
  return new ApiObject(scope, id, object as ConstructorParameters<typeof ApiObject>[2]);
}
