/** Does the same with every item, so many at a time; the first failure is thrown once nothing is under way any more. */
export const allOf = async <From, To>(
  items: readonly From[],
  width: number,
  work: (item: From) => Promise<To>,
): Promise<readonly To[]> => {
  const done: To[] = [];
  const queue = closable(items);
  const lane = async (): Promise<void> => {
    for (const [place, item] of queue) done[place] = await work(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane));
  const failed = lanes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return done;
};

/** A lane that fails leaves its loop, which closes a generator: the other lanes find no more. */
function* closable<T>(items: readonly T[]): Generator<[number, T]> {
  yield* items.entries();
}

/** The same, handing every result over as soon as it is there. `work` has to tell its failures as results. */
export async function* asTheyCome<From, To>(
  items: readonly From[],
  width: number,
  work: (item: From) => Promise<To>,
): AsyncGenerator<To> {
  const queue = [...items];
  const open = new Set<Promise<() => To>>();
  while (queue.length > 0 || open.size > 0) {
    for (const item of queue.splice(0, width - open.size)) {
      const one: Promise<() => To> = work(item).then((result) => () => {
        open.delete(one);
        return result;
      });
      open.add(one);
    }
    const take = await Promise.race(open);
    yield take();
  }
}
