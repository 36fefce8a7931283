/** One step of Prometheus' relabelling. Source: prometheus/docs/configuration, relabel_config. */
export interface Relabel {
  readonly action?: 'keep' | 'drop' | 'replace' | 'labelmap' | 'labeldrop';
  readonly source_labels?: readonly string[];
  readonly regex?: string | true;
  readonly replacement?: string;
  readonly target_label?: string;
}

/** What Kubernetes discovery says of a target. */
export const meta = (name: string): string => `__meta_kubernetes_${name}`;

export const keep = (regex: string | true, ...source: readonly string[]): Relabel => ({
  action: 'keep',
  regex,
  source_labels: source,
});

export const drop = (regex: string | true, ...source: readonly string[]): Relabel => ({
  ...keep(regex, ...source),
  action: 'drop',
});

/** Copies one label to another as it is. */
export const copy = (source: string, target: string): Relabel => ({
  action: 'replace',
  source_labels: [source],
  target_label: target,
});

/** Builds a label from the parts that a regular expression finds. */
export const rewrite = (regex: string, source: readonly string[], target: string, replacement?: string): Relabel => ({
  action: 'replace',
  regex,
  ...(replacement === undefined ? {} : { replacement }),
  source_labels: source,
  target_label: target,
});

/** Copies all labels whose name matches; `replacement` names the copies. @default - the matched part */
export const copyAll = (regex: string, replacement?: string): Relabel => ({
  action: 'labelmap',
  regex,
  ...(replacement === undefined ? {} : { replacement }),
});
