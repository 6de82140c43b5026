import type { Timers } from '../http/timers.ts';
import type { Log } from './log.ts';

interface HourlyDeps {
  readonly timers: Timers;
  readonly log: Log;
}

const hour = 60 * 60 * 1000;

/**
 * Does the work at once and then every hour, one after the other. What fails is logged and tried again next hour.
 *
 * Disposing waits for what is being done.
 */
export const hourly = (
  { timers, log }: HourlyDeps,
  work: Readonly<Record<string, () => Promise<void>>>,
): AsyncDisposable => {
  let isOver = false;
  let callOff = () => {};
  const turn = async (): Promise<void> => {
    for (const [name, run] of Object.entries(work)) {
      await run().catch((error: unknown) => log('upkeep_failed', { name, error }));
    }
    if (isOver) return;
    callOff = timers.after(hour, () => {
      running = turn();
    });
  };
  let running = turn();
  return {
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      callOff();
      await running;
    },
  };
};
