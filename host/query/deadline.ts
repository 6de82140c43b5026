import { isPlatformError } from '@agnes/sdk/errors';
import { queryCancelled, queryTimeout } from './errors.ts';

/** Ends what hangs on its signal; the reason of the abort is the error to answer with. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Ends it before its time, as if the caller had gone away. */
  cancel(): void;
}

/** Runs out after `timeoutMs`, or with the signal of the caller, whose reason counts when it is one of our errors. */
export const startDeadline = (timeoutMs: number, caller: AbortSignal | undefined): Deadline => {
  const ends = new AbortController();
  const since = performance.now();
  const cancel = (): void => ends.abort(isPlatformError(caller?.reason) ? caller.reason : queryCancelled({}));
  const timer = setTimeout(() => {
    const elapsed_ms = Math.round(performance.now() - since);
    ends.abort(queryTimeout({ detail: { kind: 'timeout', elapsed_ms, timeout_ms: timeoutMs } }));
  }, timeoutMs);
  caller?.addEventListener('abort', cancel, { once: true });
  if (caller?.aborted) cancel();
  return {
    signal: ends.signal,
    cancel,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', cancel);
    },
  };
};
