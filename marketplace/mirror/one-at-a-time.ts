// By folder: every call makes a mirror of its own, and two of them may stand for one folder.
const last = new Map<string, Promise<unknown>>();

/** Runs work when all that was asked of the same key before has ended. Whoever gives up while waiting is let go. */
export const oneAtATime = async <T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(async () => {
    signal.throwIfAborted();
    return await work();
  });
  const ended = mine.then(
    () => {},
    () => {},
  );
  last.set(key, ended);
  void ended.then(() => last.get(key) === ended && last.delete(key));
  return await Promise.race([mine, givenUp(signal, ended)]);
};

/** Rejects when the caller gives up; never otherwise. */
const givenUp = (signal: AbortSignal, ended: Promise<void>): Promise<never> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  void ended.then(() => signal.removeEventListener('abort', giveUp));
  promise.catch(() => {});
  if (signal.aborted) giveUp();
  return promise;
};
