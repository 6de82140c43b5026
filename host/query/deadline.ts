import { queryCancelled, queryTimeout } from './errors.ts';

/** Ends what hangs on its signal; the reason of the abort is the error to answer with. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** Runs out after `timeoutMs`, or when the caller goes away. */
export const startDeadline = (timeoutMs: number, caller: AbortSignal | undefined): Deadline => {
  const ends = new AbortController();
  const since = performance.now();
  const onTimeout = (): void =>
    ends.abort(queryTimeout({ elapsed_ms: Math.round(performance.now() - since), timeout_ms: timeoutMs }));
  const onLeave = (): void => ends.abort(queryCancelled({}));
  const timer = setTimeout(onTimeout, timeoutMs);
  caller?.addEventListener('abort', onLeave, { once: true });
  if (caller?.aborted) onLeave();
  return {
    signal: ends.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onLeave);
    },
  };
};
