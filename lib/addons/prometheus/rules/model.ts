import type { StringMap } from '../../../istio/props';

/** A series that is computed ahead, under a name of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: StringMap;
}

/** `page`: somebody gets up; `ticket`: somebody looks within days. */
export const SEVERITIES = ['page', 'ticket'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold: Prometheus' duration. */
  readonly for?: string;
  readonly labels: StringMap & { readonly severity: Severity };
  readonly annotations: { readonly summary: string; readonly description: string; readonly kiali?: string };
}

export interface RuleGroup<Rule extends RecordingRule | AlertRule = RecordingRule | AlertRule> {
  readonly name: string;
  readonly rules: readonly Rule[];
}
