/** The middle of several rounds, with both ends. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What must hold; `met` is judged by the median. */
interface Target {
  readonly text: string;
  readonly met: boolean;
}

/** One line of the report. */
export interface Measured {
  readonly name: string;
  readonly unit: 'ms' | 'µs' | 'GB/s' | 'MiB' | 'views/s' | 'queries/s';
  readonly agnes: Summary;
  /** The same work without Agnes, in the same rounds. */
  readonly reference?: Summary & { readonly what: string };
  /** Agnes divided by the reference, round by round. */
  readonly ratio?: Summary;
  readonly target?: Target;
  readonly note?: string;
}

/** Numbers of one round that belong together; `reference` is what the ratio divides by. */
export interface Pair {
  readonly agnes: number;
  readonly reference: number;
}

/** Does the same several times, after once that does not count. */
export const inRounds = async <T>(rounds: number, once: () => Promise<T>): Promise<readonly T[]> => {
  await once();
  const results: T[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await once());
  return results;
};

/** Median, smallest and largest. */
export const summaryOf = (values: readonly number[]): Summary => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
};

/** A line out of pairs. The ratio is taken in each round, so that a busy minute burdens both sides. */
export const compared = (
  what: string,
  pairs: readonly Pair[],
): Required<Pick<Measured, 'agnes' | 'reference' | 'ratio'>> => ({
  agnes: summaryOf(pairs.map(({ agnes }) => agnes)),
  reference: { what, ...summaryOf(pairs.map(({ reference }) => reference)) },
  ratio: summaryOf(pairs.map(({ agnes, reference }) => agnes / reference)),
});

/** Milliseconds that something took, and what it gave. */
export const timed = async <T>(
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly result: T }> => {
  const since = performance.now();
  const result = await work();
  return { ms: performance.now() - since, result };
};
