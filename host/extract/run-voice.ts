import type { JobContext } from '../jobs/job.ts';
import type { TableOutcome } from './outcome.ts';
import { outcomeOnWire } from './run-summary.ts';

/** Tells each outcome as it is settled. What a run found beside its plan adds to the total. */
export const teller =
  (context: JobContext, total: number) =>
  (outcome: TableOutcome, done: number): void => {
    context.event('table', outcomeOnWire(outcome));
    context.progress({ done, total: Math.max(done, total), unit: 'tables', message: outcome.name });
  };

/** Lines of a run's log that are kept. */
const longestLog = 1000;

/** Writes the log of a run. */
export const logger = (context: Pick<JobContext, 'event'>) => {
  let left = longestLog;
  return (message: string): void => {
    left -= 1;
    if (left >= 0) context.event('log', { message });
  };
};
