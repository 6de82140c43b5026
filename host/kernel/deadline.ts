/**
 * Settles with the work or, after `ms`, with the error of `late`. It cannot stop work that blocks the thread; what held
 * it for longer than that is late all the same, whatever it answers.
 */
export const withDeadline = async <T>(
  work: () => T | Promise<T>,
  ms: number,
  late: () => Error,
): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  try {
    const begun = performance.now();
    const working = work();
    if (performance.now() - begun > ms) reject(late());
    return await Promise.race([promise, working]);
  } finally {
    clearTimeout(timer);
  }
};
