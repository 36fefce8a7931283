/** An object that a cluster has not as the files say, or that does not do its work. */
export interface LiveState {
  /** `Deployment istio-system/istiod` */
  readonly object: string;
  /** Not there; there, but not at work; at work with another content; nobody can say; in the cluster alone. */
  readonly state: 'missing' | 'waits' | 'differs' | 'unknown' | 'left';
  readonly note: string;
}

/** Pods with the same proxy. */
export interface LiveProxy {
  /** Tag of its image; empty for pods without a proxy. */
  readonly version: string;
  /** Control plane that it was injected by; empty where the pod says nothing of it. */
  readonly revision: string;
  readonly pods: readonly string[];
}

/** A webhook of a mesh, the cluster's or another's. */
export interface LiveWebhook {
  readonly name: string;
  readonly kind: string;
  /** Service that it calls: `istio-system/istiod`. */
  readonly calls: readonly string[];
  /** What becomes of a request while nobody answers: `Fail`, `Ignore`. */
  readonly policies: readonly string[];
  /** istiod has written its CA into each. */
  readonly hasCa: boolean;
  /** It is in the files of this environment. */
  readonly isOwn: boolean;
}

/** What a cluster really has, beside what is written for it. */
export interface LiveFacts {
  /** The context by which it was read. */
  readonly context: string;
  readonly isReady: boolean;
  /** So many objects are written. */
  readonly objects: number;
  /** Those that are not as they are written or do not do their work; all others are and do. */
  readonly states: readonly LiveState[];
  readonly proxies: readonly LiveProxy[];
  readonly webhooks: readonly LiveWebhook[];
  /** Secrets that are missing, each with the command that makes it. */
  readonly secrets: readonly string[];
}
