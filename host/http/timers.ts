/** Waiting, as an argument: tests move the clock themselves and count what is left. */
export interface Timers {
  /** Calls back once after `ms`. The answer calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The timers of this process. */
export const systemTimers: Timers = {
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
