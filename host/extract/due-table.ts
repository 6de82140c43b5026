import { nextRun, parseSchedule, type Schedule } from '../jobs/schedules/grammar.ts';
import type { Table } from '../registry/table.ts';
import { scheduleOf } from '../registry/table-schedule.ts';

/** Failures of a table since its last success. */
export interface TableFailures {
  readonly count: number;
  readonly last: Date;
  /** False when nothing changes until somebody changes the settings, the secret or the source. */
  readonly retryable: boolean;
  /** Not before this does the source want to be asked again. */
  readonly retryAt?: Date;
}

/** What is known of a table's runs. */
export interface TableRuns {
  /** When its source was read for the data that is served. */
  readonly lastSync: Date | undefined;
  readonly failures: TableFailures | undefined;
}

/** Whether a refresh of everything reads this table: by its own schedule, after its last success, and failures wait. */
export const isDue = (
  table: Pick<Table, 'syncSchedule' | 'queryMode'>,
  { lastSync, failures }: TableRuns,
  now: number,
): boolean => {
  const spec = scheduleOf(table);
  const parsed = spec === undefined ? undefined : parseSchedule(spec);
  // A malformed one is due, so that it is refused instead of never being heard of.
  if (parsed && !parsed.ok) return true;
  const schedule = parsed?.schedule;
  if (schedule && nextRun(schedule, lastSync, now).getTime() > now) return false;
  return !failures || now >= againAt(schedule, failures);
};

const minute = 60_000;
const hour = 60 * minute;

const againAt = (schedule: Schedule | undefined, failures: TableFailures): number =>
  Math.max(waited(schedule, failures), failures.retryAt?.getTime() ?? 0);

// Without a schedule of its own a table has no next slot to wait for.
const waited = (schedule: Schedule | undefined, { count, last, retryable }: TableFailures): number => {
  const wait = retryable ? minute * 2 ** (count - 1) : Number.POSITIVE_INFINITY;
  if (!schedule) return last.getTime() + Math.min(wait, hour);
  const longest = 'everyMinutes' in schedule ? Math.min(schedule.everyMinutes * minute, hour) : hour;
  return wait <= longest ? last.getTime() + wait : nextRun(schedule, last, last.getTime()).getTime();
};
