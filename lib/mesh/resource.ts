import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshChecks } from '../checks/judge/mesh-checks';
import { isDnsSubdomain } from '../kit/formats/formats';
import { NAMES } from '../kit/formats/names';
import { manifest } from '../kit/manifest';
import { refuse } from '../kit/problems';
import type { Spec } from '../kit/spec';
import type { Labels } from './services/handles';

/** A generated class of `imports/`. */
type Generated = (new (
  scope: Construct,
  id: string,
  props: never,
) => ApiObject) & { readonly GVK: { readonly apiVersion: string; readonly kind: string } };

/** Kinds of which the class spells a field in its own way: `consecutive5XxErrors`, `wellKnownCaCertificates`. */
export const RESPELT: ReadonlySet<string> = new Set(['DestinationRule', 'BackendTLSPolicy']);

/** What a generated class takes as `spec`; read off its constructor, for a type parameter of its props is not found by every configuration of TypeScript. */
type SpecOf<K extends Generated> =
  NonNullable<ConstructorParameters<K>[2]> extends { readonly spec?: infer S } ? NonNullable<S> : never;

/** What an object says beside its spec, to whoever reads that: external-dns, cert-manager, Argo CD, a revision of Istio. */
export interface MetadataProps {
  /** Labels of the object itself, such as `istio.io/rev`. @default - none */
  readonly labels?: Labels;
  /** Annotations of the object itself. @default - none */
  readonly annotations?: Labels;
}

export interface Metadata extends MetadataProps {
  readonly name: string;
  readonly namespace: string;
}

/** Metadata of an object of a construct: its name and namespace, and what the props say beside. */
export const metadataOf = (
  { name, namespace }: Metadata,
  { labels, annotations }: MetadataProps,
  more: MetadataProps = {},
): Metadata => ({
  name,
  namespace,
  labels: { ...labels, ...more.labels },
  annotations: { ...annotations, ...more.annotations },
});

/**
 * An Istio or Gateway API resource of a generated class, and the checks of what it says (IST0106) and how it relates to all others.
 * @throws MESH001 if Kubernetes refuses the name
 */
export function resource<K extends Generated>(
  scope: Construct,
  Kind: K,
  metadata: Metadata,
  spec: Spec<SpecOf<K>>,
  id = 'Resource',
): ApiObject {
  if (!isDnsSubdomain(metadata.name)) refuse(scope, NAMES.object(Kind.GVK.kind, metadata.name));
  MeshChecks.on(scope);
  // The generated props are the same fields with enums in place of their strings: as data they are written with less ado.
  if (!RESPELT.has(Kind.GVK.kind)) return manifest(scope, id, { ...Kind.GVK, metadata: plain(metadata), spec });
  return new Kind(scope, id, { metadata: plain(metadata), spec } as never);
}

/** Only what belongs into metadata, for a construct may stand for its own. */
const plain = ({ name, namespace, labels, annotations }: Metadata) => ({
  name,
  namespace,
  ...(labels && Object.keys(labels).length > 0 && { labels: { ...labels } }),
  ...(annotations && Object.keys(annotations).length > 0 && { annotations: { ...annotations } }),
});
