/** Settles with the work or, after `ms`, with the error of `late`. It cannot stop work that blocks the thread. */
export const withDeadline = async <T>(
  work: () => T | Promise<T>,
  ms: number,
  late: () => Error,
): Promise<T> => {
  const begun = work();
  // What is there already cannot be late.
  return isThenable(begun) ? inTime(begun, ms, late) : begun;
};

const isThenable = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

const inTime = <T>(begun: PromiseLike<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
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
