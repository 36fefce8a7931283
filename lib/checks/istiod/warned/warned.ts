import type { Kind, SpecsByKind } from '../../../model/mesh';

/** What istiod only warns of: a fact, and what to do. */
export type Warned = readonly [fact: string, remedy: string];
export type Warnings<K extends Kind> = { readonly [P in K]: (spec: SpecsByKind[P]) => readonly Warned[] };

interface Selector {
  readonly labels?: object | undefined;
  readonly matchLabels?: object | undefined;
}

/** A selector without labels stands for all. */
export const noLabels = (selector: Selector | undefined): readonly Warned[] =>
  selector !== undefined && Object.keys(selector.labels ?? selector.matchLabels ?? {}).length === 0
    ? [['a selector without labels is for all pods', 'leave it out, or give it labels']]
    : [];
