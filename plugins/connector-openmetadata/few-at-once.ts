/** So many requests are under way at a time: a catalog is a guest at somebody else's server. */
const few = 4;

/** Does work on each item, a few at a time and begun in their order, until all are done or it is to stop. */
export const fewAtOnce = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  isOver: () => boolean,
): Promise<void> => {
  // Each takes the next one from the same list.
  const waiting = items.values();
  const one = async (): Promise<void> => {
    for (const item of waiting) {
      if (isOver()) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: few }, one));
};
