/**
 * Completes fields that have one owner as a whole in server-side apply: what the server adds inside them would count as ours to one applier
 * and as missing to another, which is a conflict. Source: `+structType=atomic` in k8s.io/api.
 */
export function settled(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => settled(entry));
  if (typeof value !== 'object' || value === null) return value;
  const block: Record<string, unknown> = key === 'fieldRef' ? { apiVersion: 'v1' } : {};
  for (const [name, inner] of Object.entries(value)) block[name] = settled(inner, name);
  return block;
}
