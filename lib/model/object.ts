import type { StringMap } from '../kit/formats/labels';

/** A Kubernetes object as JSON: what a construct prints, a YAML file holds or a cluster answers. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: StringMap;
    readonly annotations?: StringMap;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: unknown;
}

/** What constructs say of their props. */
export interface Said {
  /** Of what made an object. */
  readonly ofMakers: readonly string[];
  /** Of the whole mesh. */
  readonly ofMesh: readonly string[];
}

/** An object as it will be written, whoever wrote it. */
export interface WrittenObject {
  /** Where it was written: the path of a construct, or `file:line`. */
  readonly place: string;
  readonly object: KubeObject;
  /** It selects pods that others deploy, so that nobody looks for them. @default false */
  readonly elsewhere?: boolean;
  /** The construct that made it, and others with it: what is wrong with all of them alike is one mistake. @default - `place` */
  readonly maker?: string;
  /** What is said of what made it, and of the constructs around it, in other words than an API server's. @default - nothing */
  readonly said?: () => Said;
}

/** The place of what is taken to be there though nobody wrote it. */
export const ASSUMED = 'an installation';

/** Group of an `apiVersion`; empty for Kubernetes' core. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** By version and kind: programs know some dozens, and ask of each object many times. */
const GROUP_KINDS = new Map<string, Map<string, string>>();

/** The kind of an object whatever its version: `networking.istio.io/Gateway`, `/Service`. */
export function groupKind({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): string {
  const kinds = GROUP_KINDS.get(apiVersion) ?? new Map<string, string>();
  const known = kinds.get(kind);
  if (known !== undefined) return known;
  const made = `${groupOf(apiVersion)}/${kind}`;
  GROUP_KINDS.set(apiVersion, kinds.set(kind, made));
  return made;
}

/** What tells two objects of a cluster apart: group, kind, namespace and name. */
export const identity = (object: KubeObject): string =>
  `${groupKind(object)} ${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`;

/** The name and the namespace of an object. */
export interface WrittenName {
  readonly name: string;
  readonly namespace: string;
}

/** A name as objects of a namespace may write it, with its own: `namespace/name`. */
export const inFull = (name: string, namespace: string): string =>
  name.includes('/') ? name : address({ namespace, name });

/** `namespace/name`, as a message names an object. */
export const address = ({ namespace, name }: WrittenName): string => `${namespace}/${name}`;
