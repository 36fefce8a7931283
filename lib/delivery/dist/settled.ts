import { type Block, changedBlocks } from '../../kit/json';

/**
 * Completes fields that have one owner as a whole in server-side apply: what the server adds inside them would count as ours to one applier
 * and as missing to another, which is a conflict. Source: `+structType=atomic` in k8s.io/api.
 */
export const settled = (value: unknown): unknown => changedBlocks(value, completed);

const completed = (block: Block, name: string): Block => (name === 'fieldRef' ? { apiVersion: 'v1', ...block } : block);
