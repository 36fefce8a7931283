import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import { isLabelValue } from '../../kit/formats/formats';
import { hasItsValues, isQualifiedName, OPERATORS, type Requirement, valuesOf } from '../../kit/formats/labels';
import type { Block } from '../../kit/json';
import { each, type Finding, finding, oneOf, shown, unless } from './findings';

export interface Metadata {
  readonly labels?: Block;
  readonly annotations?: Block;
}

const KEY = 'use [prefix/]name: a name of at most 63 letters, digits, "-", "_" and "." after an optional DNS name';
const VALUE = 'use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit';

export const keyProblems = (path: string, key: string, what: string): readonly Finding[] =>
  unless(isQualifiedName(key), path, () => `has the ${what} "${key}"`, KEY);

/** Labels of an object, or those that a selector wants. */
export const labelProblems = (path: string, labels: Block | undefined): readonly Finding[] =>
  Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...keyProblems(path, key, 'key'),
    ...unless(
      typeof value === 'string' && isLabelValue(value),
      path,
      () => `has the value ${shown(value)} for "${key}"`,
      VALUE,
    ),
  ]);

/** Of all annotations of an object together. Source: k8s.io/apimachinery api/validation TotalAnnotationSizeLimitB. */
const ANNOTATION_BYTES = 256 * 1024;

function annotationProblems(path: string, annotations: Block | undefined): readonly Finding[] {
  const entries = Object.entries(annotations ?? {});
  const bytes = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  return [
    ...entries.flatMap(([key, value]) => [
      // Annotations may have capitals in the prefix.
      ...keyProblems(path, key.toLowerCase(), 'key'),
      ...unless(
        typeof value === 'string',
        path,
        () => `has the value ${shown(value)} for "${key}"`,
        'write it as a string',
      ),
    ]),
    ...unless(
      bytes <= ANNOTATION_BYTES,
      path,
      () => `has ${bytes} bytes`,
      `keep all of them below ${ANNOTATION_BYTES}`,
    ),
  ];
}

/** What an object says of itself. Source: k8s.io/apimachinery api/validation ValidateObjectMeta. */
export const metadataProblems = (path: string, { labels, annotations }: Metadata = {}): readonly Finding[] => [
  ...labelProblems(`${path}.labels`, labels),
  ...annotationProblems(`${path}.annotations`, annotations),
];

/** One line of a selector; nodes also know `Gt` and `Lt`. */
export function requirementProblems(
  path: string,
  line: Requirement,
  operators: readonly string[] = OPERATORS,
): readonly Finding[] {
  const { key, operator, values = [] } = line;
  return [
    ...keyProblems(path, key, 'key'),
    ...oneOf(`${path}.operator`, operator, operators),
    ...(operators.includes(operator) && !hasItsValues(line)
      ? [finding(path, `has ${values.length} values beside ${operator}`, `give ${valuesOf(operator)}`)]
      : []),
  ];
}

/** A selector of objects by their labels. */
export const selectorProblems = (path: string, selector: ILabelSelector | undefined): readonly Finding[] => [
  ...labelProblems(`${path}.matchLabels`, selector?.matchLabels),
  ...each(`${path}.matchExpressions`, selector?.matchExpressions, (line, place) => requirementProblems(place, line)),
];
