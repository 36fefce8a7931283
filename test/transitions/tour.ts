/**
 * A way over every edge and node of a graph, from one node to the next; where no edge leads on, it begins again at one that is left. Each node
 * names those that follow it.
 */
export function tour<T>(edges: ReadonlyMap<T, ReadonlySet<T>>): readonly T[] {
  const left = new Map([...edges].map(([from, to]) => [from, new Set(to)]));
  const way: T[] = [];
  for (const [from, to] of left)
    while (to.size > 0) {
      let at = from;
      way.push(at);
      for (let next = first(left.get(at)); next !== undefined; next = first(left.get(at))) {
        left.get(at)?.delete(next);
        way.push(next);
        at = next;
      }
    }
  return [...way, ...[...edges.keys()].filter((node) => !way.includes(node))].filter(
    (node, i, all) => i === 0 || node !== all[i - 1],
  );
}

const first = <T>(set: ReadonlySet<T> | undefined): T | undefined => set?.values().next().value;
