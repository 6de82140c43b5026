/**
 * Settles with the work or, after `ms`, with the error of `late`. It cannot stop work that blocks the thread; what held
 * it for longer than that is late all the same, whatever it answers.
 */
export const withDeadline = async <T>(
  work: () => T | Promise<T>,
  ms: number,
  late: () => Error,
): Promise<T> => {
  const begun = performance.now();
  const working = work();
  const isLate = performance.now() - begun > ms;
  // What is there already can only be late by holding the thread.
  if (!isThenable(working)) {
    if (isLate) throw late();
    return working;
  }
  return inTime(working, isLate ? 0 : ms, late);
};

const isThenable = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

const inTime = <T>(begun: PromiseLike<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    if (ms === 0) reject(late());
    const timer = setTimeout(() => reject(late()), ms);
    begun.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (cause: unknown) => {
        clearTimeout(timer);
        reject(cause);
      },
    );
  });
