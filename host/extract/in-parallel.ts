/** Does the work for every item, at most `width` at a time. One that breaks breaks the whole, once all have ended. */
export const inParallel = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const queue = [...items];
  const results: R[] = [];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.push(await work(next));
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane));
  const broken = lanes.find((settled) => settled.status === 'rejected');
  if (broken) throw broken.reason;
  return results;
};
