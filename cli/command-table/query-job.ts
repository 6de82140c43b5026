import type { Command } from '../command.ts';

/** Commands about queries that run in the background on the server. */
export const queryJobCommands: readonly Command[] = [
  {
    name: 'query-jobs list',
    summary: 'List your queries in the background, newest first.',
    flags: [{ name: 'limit', value: 'n', summary: 'Most queries, 1 to 500 (default: 50).' }],
    load: () => import('../commands/query-jobs/list.ts'),
  },
  {
    name: 'query-jobs show',
    summary: 'Show one query in the background: its state, its place in the queue, how far it is.',
    args: ['<id>'],
    load: () => import('../commands/query-jobs/show.ts'),
  },
  {
    name: 'query-jobs result',
    summary: 'Get the rows of a query in the background, all or a page of them.',
    args: ['<id>'],
    flags: [
      {
        name: 'wait',
        summary: 'Wait for its end, telling how far it is on stderr; Ctrl-C leaves it running.',
      },
      {
        name: 'format',
        short: 'f',
        value: 'format',
        choices: ['table', 'json', 'csv', 'ndjson', 'parquet', 'arrow'],
        summary: 'Form of the rows (default: table, or what the name of the file says).',
      },
      { name: 'output', short: 'o', value: 'path', summary: 'Write the rows to a file.' },
      { name: 'offset', value: 'rows', summary: 'Rows to leave out.' },
      { name: 'limit', value: 'rows', summary: 'Most rows, 1 to 1000000 (default: all).' },
    ],
    load: () => import('../commands/query-jobs/result.ts'),
  },
  {
    name: 'query-jobs cancel',
    summary: 'Stop a query in the background, or delete the result of one that is over.',
    args: ['<id>'],
    load: () => import('../commands/query-jobs/cancel.ts'),
  },
];
