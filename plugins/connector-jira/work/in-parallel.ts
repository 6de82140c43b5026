/** Does so many at a time; the results are in the order of the items. The first that throws ends it. */
export const inParallel = async <From, To>(
  items: readonly From[],
  most: number,
  work: (item: From) => Promise<To>,
): Promise<readonly To[]> => {
  const results: To[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return results;
};
