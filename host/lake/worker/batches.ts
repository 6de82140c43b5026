/** Few enough for one fault to be found again soon, many enough for the round trips not to count. */
const size = 100;

/** The items in groups that are handled by one statement. */
export const batches = <T>(items: readonly T[]): readonly T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
