import type { Command } from '../command.ts';

/** Commands about parts of tables that are kept in the workspace. */
export const snapshotCommands: readonly Command[] = [
  {
    name: 'fetch',
    summary: 'Bring part of a table here and keep it as a snapshot.',
    args: ['<id>'],
    flags: [
      { name: 'select', value: 'a,b', summary: 'Only these columns.' },
      {
        name: 'where',
        value: 'condition',
        summary: 'Only rows that meet this, in the dialect of the table.',
      },
      { name: 'limit', value: 'rows', summary: 'So many rows at most.' },
      {
        name: 'order-by',
        value: 'columns',
        summary: 'In this order: a column, with ASC or DESC; several with commas.',
      },
      { name: 'as', value: 'name', summary: 'Name of the snapshot and its view (default: the id).' },
      { name: 'estimate', summary: 'Only show what it would read and cost.' },
      { name: 'no-estimate', summary: 'Do not ask first what it would read and cost.' },
      {
        name: 'max-cost',
        value: 'usd',
        summary: 'Above so many dollars it asks, and without a terminal it ends.',
      },
      { name: 'force', summary: 'Replace a snapshot of that name.' },
    ],
    examples: [
      'agnes fetch orders --select id,amount --where "amount > 100" --as large_orders',
      'agnes fetch events --where "day = DATE \'2026-01-31\'" --estimate',
    ],
    load: () => import('../commands/fetch.ts'),
  },
  {
    name: 'snapshot list',
    summary: 'List the snapshots of this workspace, and which are older than their table.',
    load: () => import('../commands/snapshot/list.ts'),
  },
  {
    name: 'snapshot drop',
    summary: 'Remove a snapshot and its view.',
    args: ['<name>'],
    load: () => import('../commands/snapshot/drop.ts'),
  },
  {
    name: 'snapshot refresh',
    summary: 'Fetch a snapshot again, as it was asked for.',
    args: ['<name>'],
    flags: [{ name: 'where', value: 'condition', summary: 'With this condition instead, from now on.' }],
    load: () => import('../commands/snapshot/refresh.ts'),
  },
  {
    name: 'snapshot prune',
    summary: 'Remove snapshots that are old, large, or all.',
    flags: [
      { name: 'older-than', value: 'time', summary: 'Those fetched longer ago: 7d, 24h, 30m.' },
      { name: 'larger-than', value: 'size', summary: 'Those that take more room: 1g, 500m, 20k.' },
      { name: 'all', summary: 'Every snapshot.' },
      { name: 'dry-run', summary: 'Show which, and remove none.' },
    ],
    examples: ['agnes snapshot prune --older-than 7d --larger-than 1g --dry-run'],
    load: () => import('../commands/snapshot/prune.ts'),
  },
  {
    name: 'disk-info',
    summary: 'Show how much room tables and snapshots take here, and how much is left.',
    load: () => import('../commands/disk-info.ts'),
  },
];
