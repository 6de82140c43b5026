import { queryLogFilters } from '../admin/query-log-filters.ts';
import type { Command } from '../command.ts';

/** Commands on the log of queries. */
export const queryLogCommands: readonly Command[] = [
  {
    name: 'admin query-log list',
    summary: 'Show what was asked in SQL, by whom and what came of it, newest first.',
    flags: [
      ...queryLogFilters,
      { name: 'limit', value: 'n', summary: 'Most queries, 1 to 500 (default: 100).' },
    ],
    load: () => import('../commands/admin/query-log/list.ts'),
  },
];
