import type { Command } from '../command.ts';

/** Commands that work on the host of the server only: each starts a program of the host. */
export const hostCommands: readonly Command[] = [
  {
    name: 'server start',
    summary: 'Start the server.',
    flags: [{ name: 'safe-mode', summary: 'Load only the plugins that ship with the server.' }],
    load: () => import('../commands/server/start.ts'),
  },
  {
    name: 'server setup-code',
    summary: 'Print a new setup code for the first administrator.',
    load: () => import('../commands/server/setup-code.ts'),
  },
  {
    name: 'server migrate',
    summary: 'Bring the database to the version of this server, while it is stopped.',
    flags: [{ name: 'plan', summary: 'Say what that would do, and change nothing.' }],
    load: () => import('../commands/server/migrate.ts'),
  },
  {
    name: 'server export-state',
    summary: 'Bring the state into one file, whether the server runs or not.',
    args: ['<file>'],
    load: () => import('../commands/server/export-state.ts'),
  },
  {
    name: 'server import-state',
    summary: 'Take such a file for the state, while the server is stopped; asks first.',
    args: ['<file>'],
    load: () => import('../commands/server/import-state.ts'),
  },
  {
    name: 'server restore-state',
    summary: 'Go back to a state that was kept, while the server is stopped; asks first.',
    flags: [
      { name: 'version', value: 'n', summary: 'The snapshot of this version of the schema.' },
      { name: 'backup', value: 'time', summary: 'The hourly backup of this time, or latest.' },
    ],
    load: () => import('../commands/server/restore-state.ts'),
  },
  {
    name: 'service',
    summary: 'Run a service, such as the scheduler, in a process of its own.',
    args: ['<name>'],
    flags: [{ name: 'once', summary: 'Do what is due now, and end.' }],
    load: () => import('../commands/service.ts'),
  },
  {
    name: 'admin break-glass grant-admin',
    summary: 'Make somebody an administrator for a day, when nobody else can.',
    args: ['<email>'],
    flags: [{ name: 'reason', value: 'text', summary: 'Why; it is kept in the audit log.' }],
    load: () => import('../commands/admin/break-glass/grant-admin.ts'),
  },
  {
    name: 'admin break-glass list',
    summary: 'Show who is an administrator by break-glass, and until when.',
    load: () => import('../commands/admin/break-glass/list.ts'),
  },
  {
    name: 'admin break-glass confirm',
    summary: 'Leave somebody an administrator for good, as another administrator; asks on a terminal.',
    args: ['<id|email>'],
    load: () => import('../commands/admin/break-glass/confirm.ts'),
  },
  {
    name: 'connector run',
    summary: 'Have the server read one source now, in a process of its own, and wait for the end.',
    args: ['<source>'],
    load: () => import('../commands/connector/run.ts'),
  },
  {
    name: 'config check',
    aliases: ['server check-config', 'admin config validate'],
    summary: 'Check the configuration and name every fault.',
    load: () => import('../commands/config/check.ts'),
  },
  {
    name: 'config explain',
    summary: 'Say what a setting means, its value and where it comes from.',
    args: ['[key]'],
    load: () => import('../commands/config/explain.ts'),
  },
];
