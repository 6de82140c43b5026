import type { Command } from '../command.ts';

/** Commands on what the server did when it read its sources. */
export const syncRunCommands: readonly Command[] = [
  {
    name: 'admin sync-runs list',
    summary: 'Show when sources were read and what came of it, newest first.',
    flags: [
      { name: 'table', value: 'id|name', summary: 'Only runs that had to do with this table.' },
      { name: 'status', value: 'status', summary: 'Only those that ended so, such as failed or partial.' },
      { name: 'limit', value: 'n', summary: 'Most runs, 1 to 500 (default: 50).' },
    ],
    load: () => import('../commands/admin/sync-runs/list.ts'),
  },
  {
    name: 'admin sync-runs show',
    summary: 'Show one run with what became of each table, and why.',
    args: ['<id>'],
    load: () => import('../commands/admin/sync-runs/show.ts'),
  },
];
