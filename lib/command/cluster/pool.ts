/** How many requests are under way at once. */
export const AT_ONCE = 8;

/**
 * Does something with each item, a few at a time, begun in their order. What is begun is finished, even when another one fails; after a
 * failure nothing new begins.
 * @throws the first failure
 */
export async function each<T, R>(items: readonly T[], action: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await action(items[index] as T, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
