import { type Block, isBlock } from '../../../../kit/json';

/** By which field Kubernetes matches the items of a pod's lists; any other list is replaced whole. Source: `patchMergeKey` in k8s.io/api/core/v1. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  schedulingGates: 'name',
  resourceClaims: 'name',
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  ownerReferences: 'uid',
};

/** Ports of a container and those of a Service go by different fields. */
const keyOf = (list: string, items: readonly unknown[]): string | undefined =>
  list === 'ports' && items.some((item) => isBlock(item) && 'port' in item) ? 'port' : MERGE_KEYS[list];

const isDirective = (key: string): boolean => key.startsWith('$');

/** Lays a strategic merge patch over a pod as Kubernetes does, order of lists included. Source: k8s.io/apimachinery strategicpatch. */
export function strategicMerge(original: Block, patch: Block): Block {
  if (patch['$patch'] === 'replace') return withoutNulls(patch) as Block;
  if (patch['$patch'] === 'delete') return {};
  const merged: Record<string, unknown> = { ...original };
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key)) continue;
    if (value === null) delete merged[key];
    else merged[key] = mergeValue(key, merged[key], value);
  }
  const kept = patch['$retainKeys'];
  if (!Array.isArray(kept)) return merged;
  return Object.fromEntries(Object.entries(merged).filter(([key]) => kept.includes(key)));
}

function mergeValue(key: string, original: unknown, patch: unknown): unknown {
  if (isBlock(original) && isBlock(patch)) return strategicMerge(original, patch);
  if (Array.isArray(original) && Array.isArray(patch)) {
    const by = keyOf(key, [...original, ...patch]);
    if (key === 'finalizers') return [...new Set([...original, ...patch])];
    return by === undefined || !patch.every(isBlock)
      ? withoutNulls(patch)
      : mergeLists(original.filter(isBlock), patch, by);
  }
  return withoutNulls(patch);
}

function mergeLists(original: readonly Block[], patch: readonly Block[], by: string): readonly Block[] {
  if (patch.some((item) => item['$patch'] === 'replace' && item[by] === undefined))
    return patch.filter((item) => item['$patch'] !== 'replace').map((item) => withoutNulls(item) as Block);
  const gone = patch.filter((item) => item['$patch'] === 'delete').map((item) => item[by]);
  let merged: readonly Block[] = original.filter((item) => !gone.includes(item[by]));
  const wanted = patch.filter((item) => item['$patch'] !== 'delete');
  for (const item of wanted) {
    const at = merged.findIndex((one) => one[by] === item[by]);
    merged =
      at === -1
        ? [...merged, withoutNulls(item) as Block]
        : merged.map((one, i) => (i === at ? strategicMerge(one, item) : one));
  }
  return inOrder(merged, original, wanted, by);
}

/** The patch's items in its order, the others in theirs; one that stood before an item of the patch still does. */
function inOrder(merged: readonly Block[], original: readonly Block[], patch: readonly Block[], by: string) {
  const place = (list: readonly Block[], item: Block) => list.findIndex((one) => one[by] === item[by]);
  const patched = merged.filter((item) => place(patch, item) !== -1).sort((a, b) => place(patch, a) - place(patch, b));
  const others = merged.filter((item) => place(patch, item) === -1);
  const result: Block[] = [];
  for (const item of patched) {
    const before = place(original, item);
    while (before !== -1 && others[0] !== undefined && place(original, others[0]) < before)
      result.push(...others.splice(0, 1));
    result.push(item);
  }
  return [...result, ...others];
}

/** What a patch adds: it says `null` to remove what may be there, which a new block has not. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, under]) => under !== null && !isDirective(key))
      .map(([key, under]) => [key, withoutNulls(under)]),
  );
}
