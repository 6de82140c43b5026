import type { Table } from './table.ts';

/** When a table is read: as registered; what is paid for by the query once an hour; else with every refresh. */
export const scheduleOf = ({
  syncSchedule,
  queryMode,
}: Pick<Table, 'syncSchedule' | 'queryMode'>): string | undefined =>
  syncSchedule ?? (queryMode === 'materialized' ? 'every 1h' : undefined);
