import type { Command } from '../command.ts';

/** Commands about what tables there are and what is in them. */
export const catalogCommands: readonly Command[] = [
  {
    name: 'catalog',
    summary: 'List the tables you may read, and how each is asked.',
    flags: [
      { name: 'search', value: 'text', summary: 'Only tables with this in their name or description.' },
      { name: 'refresh', summary: 'Have the server look again instead of remembering.' },
    ],
    load: () => import('../commands/catalog.ts'),
  },
  {
    name: 'schema',
    summary: 'Show the columns of a table, and how conditions on them are spelled.',
    args: ['<id>'],
    load: () => import('../commands/schema.ts'),
  },
  {
    name: 'describe',
    summary: 'Show the columns of a table, and some of its rows.',
    args: ['<id>'],
    flags: [{ name: 'rows', short: 'n', value: 'n', summary: 'Rows, 1 to 100 (default: 5).' }],
    load: () => import('../commands/describe.ts'),
  },
  {
    name: 'explore',
    summary: 'Show how many rows a table has, its columns and some rows, here or at the server.',
    args: ['<table>'],
    flags: [{ name: 'remote', summary: 'At the server, also when the table is synced.' }],
    load: () => import('../commands/explore.ts'),
  },
];
