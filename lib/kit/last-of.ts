/**
 * Of entries with the same key the last, in the place of the first: what a user adds under a name that is there already stands in for it.
 */
export function lastOf<T>(list: readonly T[], key: (entry: T) => string): T[] {
  return [...new Map(list.map((entry) => [key(entry), entry])).values()];
}
