/** Waits so many milliseconds; rejects at once when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits by the clock. */
export const pause: Pause = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', stopped, { once: true });
    if (signal.aborted) stopped();
    function done(): void {
      signal.removeEventListener('abort', stopped);
      resolve();
    }
    function stopped(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
  });
