import { isDnsSubdomain } from './formats';

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

/** What an expression of a selector asks of a label. */
export const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** How many values stand beside an operator; nodes also know `Gt` and `Lt`. */
export const valuesOf = (operator: string): 'at least one' | 'one' | 'none' =>
  operator === 'In' || operator === 'NotIn' ? 'at least one' : operator === 'Gt' || operator === 'Lt' ? 'one' : 'none';

/** As many values as their operator wants. */
export function hasItsValues({ operator, values = [] }: Requirement): boolean {
  const wanted = valuesOf(operator);
  return wanted === 'at least one' ? values.length > 0 : values.length === (wanted === 'one' ? 1 : 0);
}

/** `[prefix/]name`, as labels, annotations, taints and selectors have it. */
export function isQualifiedName(text: string): boolean {
  const [name = '', prefix, more] = text.split('/').reverse();
  return (
    more === undefined &&
    /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(name) &&
    (prefix === undefined || isDnsSubdomain(prefix))
  );
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
