/** What several generators yield, as it comes. One that throws ends them all. */
export async function* merged<T>(generators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = (generator: AsyncGenerator<T>) => generator.next().then((step) => ({ generator, step }));
  const waiting = new Map(generators.map((generator) => [generator, next(generator)]));
  try {
    while (waiting.size > 0) {
      const { generator, step } = await Promise.race(waiting.values());
      if (step.done) {
        waiting.delete(generator);
        continue;
      }
      // First what comes after it, so that reading goes on while this one is dealt with.
      waiting.set(generator, next(generator));
      yield step.value;
    }
  } finally {
    await Promise.allSettled(generators.map((generator) => generator.return(undefined)));
  }
}
