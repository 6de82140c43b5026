import type { Command } from './command.ts';

/** Commands that work on the host of the server only: each starts a program of the host. */
export const hostCommands: readonly Command[] = [
  {
    name: 'server start',
    summary: 'Start the server.',
    flags: [{ name: 'safe-mode', summary: 'Load only the plugins that ship with the server.' }],
    load: () => import('./commands/server-start.ts'),
  },
  {
    name: 'server setup-code',
    summary: 'Print a new setup code for the first administrator.',
    load: () => import('./commands/server-setup-code.ts'),
  },
  {
    name: 'service',
    summary: 'Run a service, such as the scheduler, in a process of its own.',
    args: ['<name>'],
    flags: [{ name: 'once', summary: 'Do what is due now, and end.' }],
    load: () => import('./commands/service.ts'),
  },
  {
    name: 'admin break-glass grant-admin',
    summary: 'Make somebody an administrator for a day, when nobody else can.',
    args: ['<email>'],
    flags: [{ name: 'reason', value: 'text', summary: 'Why; it is kept in the audit log.' }],
    load: () => import('./commands/admin-break-glass-grant-admin.ts'),
  },
  {
    name: 'config check',
    aliases: ['server check-config'],
    summary: 'Check the configuration and name every fault.',
    load: () => import('./commands/config-check.ts'),
  },
  {
    name: 'config explain',
    summary: 'Say what a setting means, its value and where it comes from.',
    args: ['[key]'],
    load: () => import('./commands/config-explain.ts'),
  },
];
