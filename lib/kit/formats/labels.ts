/** Labels, annotations, environment variables: texts by their names. */
export type StringMap = Readonly<Record<string, string>>;

/** Whether labels hold every one of a selector; no selector asks for nothing. */
export function selects(selector: StringMap | undefined, labels: StringMap): boolean {
  // Asked for every policy and pod: a list of entries each time would be most of a synth.
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[] | undefined;
}

/** Kubernetes' own form of a selector. */
export interface LabelSelector {
  readonly matchLabels?: StringMap | undefined;
  readonly matchExpressions?: readonly Requirement[] | undefined;
}

/** One expression of a selector holds for labels. */
export function meets({ key, operator, values = [] }: Requirement, labels: StringMap): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isOne = value !== undefined && values.includes(value);
  return operator === 'In' ? isOne : !isOne;
}

/** Labels satisfy a selector in all that it asks; one that asks for nothing is satisfied by all. */
export const satisfies = ({ matchLabels, matchExpressions = [] }: LabelSelector, labels: StringMap): boolean =>
  selects(matchLabels, labels) && matchExpressions.every((one) => meets(one, labels));
