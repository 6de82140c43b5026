import type { Command } from '../command.ts';

/** Commands about the statements that the caller keeps on the server under a name. */
export const savedQueryCommands: readonly Command[] = [
  {
    name: 'saved-queries list',
    summary: 'List the queries you have saved on the server, by name.',
    load: () => import('../commands/saved-queries/list.ts'),
  },
  {
    name: 'saved-queries show',
    summary: 'Print the statement of a saved query, such as for agnes query --stdin.',
    args: ['<id|name>'],
    examples: ['agnes saved-queries show "Orders of today" | agnes query --stdin'],
    load: () => import('../commands/saved-queries/show.ts'),
  },
  {
    name: 'saved-queries save',
    summary: 'Save a query under a name; the text is kept, no result.',
    args: ['<name>', '[sql]'],
    flags: [
      { name: 'sql', value: 'sql', summary: 'The statement.' },
      { name: 'file', value: 'path', summary: 'Read the statement from a file.' },
      { name: 'stdin', summary: 'Read the statement from stdin.' },
      { name: 'description', value: 'text', summary: 'What it is for.' },
      { name: 'force', summary: 'Save over the one of this name.' },
    ],
    examples: ['agnes saved-queries save "Orders of today" --file today.sql'],
    load: () => import('../commands/saved-queries/save.ts'),
  },
  {
    name: 'saved-queries delete',
    summary: 'Delete one of your saved queries; asks on a terminal.',
    args: ['<id|name>'],
    load: () => import('../commands/saved-queries/delete.ts'),
  },
];
