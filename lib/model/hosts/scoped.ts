/** A host of a Gateway's server or of a Sidecar, or of a provider: `namespace/host`. */
export interface ScopedHost {
  /** The namespace whose host it is, or whose routes count for it; `*` for all. */
  readonly from: string;
  readonly host: string;
}

/** A host alone is for all namespaces; `.` stands for `own`. */
export function scoped(full: string, own = '.'): ScopedHost {
  const at = full.indexOf('/');
  if (at < 0) return { from: '*', host: full };
  const from = full.slice(0, at);
  return { from: from === '.' ? own : from, host: full.slice(at + 1) };
}

/** It is for a namespace. */
export const isFor = ({ from }: ScopedHost, namespace: string): boolean => from === '*' || from === namespace;
