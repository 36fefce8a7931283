/** How a Secret is made: a certificate and its key; files or values by their keys; a registry's password; another cluster's kubeconfig. */
export type SecretType = 'tls' | 'files' | 'values' | 'registry' | 'remote';

/** A Secret that others must bring: no file of `dist/` holds a password or a key. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** The object that needs it. */
  readonly by: string;
  readonly type: SecretType;
  /** Its entries, as far as they are known. */
  readonly keys: readonly string[];
}
