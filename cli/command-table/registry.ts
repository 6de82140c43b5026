import { tableFlags } from '../admin/table-fields.ts';
import type { Command, Flag } from '../command.ts';

const dryRun = (summary: string): Flag => ({ name: 'dry-run', summary });
const source: Flag = { name: 'source', value: 'slug', summary: 'The source, where there are several.' };
const config: Flag = {
  name: 'config',
  value: 'json|@file',
  summary: 'Settings of the connector as JSON, or a file with them.',
};

/** Commands for administrators of sources and tables. */
export const registryCommands: readonly Command[] = [
  {
    name: 'admin list-tables',
    summary: 'Show the registered tables and how their last runs went.',
    flags: [source],
    load: () => import('../commands/admin/list-tables.ts'),
  },
  {
    name: 'admin register-table',
    summary: 'Register a table, so that syncs read it and people can be granted it.',
    args: ['<name>'],
    flags: [...tableFlags, dryRun('Say what registering would, and register nothing.')],
    load: () => import('../commands/admin/register-table.ts'),
  },
  {
    name: 'admin update-table',
    summary: 'Change some fields of a registered table.',
    args: ['<id|name>'],
    flags: [
      { name: 'name', value: 'name', summary: 'A new name; id, grants and files stay.' },
      ...tableFlags,
      { name: 'clear', value: 'field', repeatable: true, summary: 'Empty this field; may be repeated.' },
    ],
    load: () => import('../commands/admin/update-table.ts'),
  },
  {
    name: 'admin unregister-table',
    summary: 'Remove a table with its grants and history; asks on a terminal.',
    args: ['<id|name>'],
    load: () => import('../commands/admin/unregister-table.ts'),
  },
  {
    name: 'admin discover',
    summary: 'Show what a source offers to be registered.',
    flags: [source],
    load: () => import('../commands/admin/discover.ts'),
  },
  {
    name: 'admin discover-and-register',
    summary: 'Register every table of a source that is not registered yet.',
    flags: [source, dryRun('Say what would be registered, and register nothing.')],
    load: () => import('../commands/admin/discover-and-register.ts'),
  },
  {
    name: 'admin source list',
    aliases: ['admin connection list'],
    summary: 'Show the connections to sources.',
    load: () => import('../commands/admin/source/list.ts'),
  },
  {
    name: 'admin source add',
    aliases: ['admin connection add'],
    summary: 'Add a connection to a source.',
    args: ['<slug>'],
    flags: [
      { name: 'type', value: 'type', summary: 'Type of the connector.' },
      { name: 'title', value: 'text', summary: 'Title people see (default: the slug).' },
      config,
    ],
    load: () => import('../commands/admin/source/add.ts'),
  },
  {
    name: 'admin source edit',
    aliases: ['admin connection edit'],
    summary: 'Change a connection to a source.',
    args: ['<slug>'],
    flags: [
      { name: 'title', value: 'text', summary: 'Title people see.' },
      { ...config, summary: 'Settings to change, as JSON or a file; null takes one away.' },
      { name: 'secret', value: 'name=ENV', repeatable: true, summary: 'Variable that holds a secret.' },
      { name: 'enable', summary: 'Read it again.' },
      { name: 'disable', summary: 'Leave it alone; its tables stay as they are.' },
      { name: 'default', summary: 'Tables that name no connection of its type belong to it.' },
    ],
    load: () => import('../commands/admin/source/edit.ts'),
  },
  {
    name: 'admin source test',
    aliases: ['admin connection test'],
    summary: 'Try a connection; fails when it does not work.',
    args: ['<slug>'],
    load: () => import('../commands/admin/source/test.ts'),
  },
  {
    name: 'admin source remove',
    aliases: ['admin connection remove'],
    summary: 'Remove a connection; asks on a terminal.',
    args: ['<slug>'],
    flags: [{ name: 'force', summary: 'Along with its tables and their grants.' }],
    load: () => import('../commands/admin/source/remove.ts'),
  },
];
