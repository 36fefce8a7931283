import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { refuse } from '../../kit/problems';
import { INJECTION } from '../../problems/installation/injection';
import { printTemplate } from './template/print';
import { Continued, Each, type Node, Noted, Part, When } from './template/tree';

/** A template of the user's own as a typed tree: istiod gets its text, the preview evaluates it. A misspelt field does not compile. */
export class CustomTemplate {
  /** Hidden from `override`, which would look into it. */
  readonly tree: unknown;

  /** @throws MESH204 if the tree contains itself */
  constructor(tree: Node<IPodTemplateSpec>) {
    if (isCyclic(tree)) refuse('injection.templates', INJECTION.cyclicTemplate('custom'));
    this.tree = tree;
  }
}

/** The text that istiod gets. */
export const customText = (template: string | CustomTemplate): string =>
  typeof template === 'string' ? template : printTemplate(template.tree);

const childrenOf = (node: object): readonly unknown[] => {
  if (node instanceof When) return [node.then, node.otherwise];
  if (node instanceof Each) return [node.item];
  if (node instanceof Noted || node instanceof Part) return [node.node];
  if (node instanceof Continued) return [node.list];
  return Array.isArray(node) || Object.getPrototypeOf(node) === Object.prototype ? Object.values(node) : [];
};

/** Whether following a value's parts leads back to it. */
function isCyclic(value: unknown, above: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return above.includes(value) || childrenOf(value).some((child) => isCyclic(child, [...above, value]));
}
