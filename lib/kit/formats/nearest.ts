/** The name among `known` that was probably meant by `name`: equal but for case and separators, or one or two letters away. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replace(/[-_\s]/g, '').toLowerCase();
  const exact = known.find((candidate) => plain(candidate) === plain(name));
  if (exact !== undefined) return exact;
  const [best] = known
    .map((candidate) => ({ candidate, distance: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.min(2, name.length / 3) ? best.candidate : undefined;
}

/** Levenshtein's distance: how many letters must be added, dropped or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
