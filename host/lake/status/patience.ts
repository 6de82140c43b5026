import { parseSchedule } from '../../jobs/schedules/grammar.ts';
import type { Table } from '../../registry/table.ts';

const day = 24 * 3_600_000;

/** True when the table should have been read again by now: after a day, or twice the time its schedule says. */
export const isOverdue = (
  table: Pick<Table, 'syncSchedule'>,
  { since, now }: { readonly since: Date; readonly now: number },
): boolean => now - since.getTime() > patienceFor(table);

const patienceFor = ({ syncSchedule }: Pick<Table, 'syncSchedule'>): number => {
  const parsed = parseSchedule(syncSchedule ?? 'every 1h');
  if (!parsed.ok) return day;
  const { schedule } = parsed;
  return 'everyMinutes' in schedule ? Math.max(day, 2 * schedule.everyMinutes * 60_000) : 2 * day;
};
