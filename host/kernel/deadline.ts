/** Settles with the work or, after `ms`, with the error of `late`. It cannot stop work that blocks the thread. */
export const withDeadline = async <T>(
  work: () => T | Promise<T>,
  ms: number,
  late: () => Error,
): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
  }
};
