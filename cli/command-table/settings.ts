import type { Command } from '../command.ts';

/** Commands for administrators of settings and secrets. */
export const settingsCommands: readonly Command[] = [
  {
    name: 'admin config show',
    summary: 'Show the settings that can be changed at run time; secrets are masked.',
    args: ['[key]'],
    load: () => import('../commands/admin/config/show.ts'),
  },
  {
    name: 'admin config get',
    summary: 'Show one setting as it is written; secrets are masked.',
    args: ['<key>'],
    load: () => import('../commands/admin/config/get.ts'),
  },
  {
    name: 'admin config explain',
    summary: 'Say what a setting of the server or of a plugin means.',
    args: ['[key]'],
    load: () => import('../commands/admin/config/explain.ts'),
  },
  {
    name: 'admin config set',
    summary: 'Change a setting; without a value it is asked for, or read from stdin.',
    args: ['<key>', '[value]'],
    flags: [{ name: 'unset', summary: 'Take it back to what instance.yaml says.' }],
    load: () => import('../commands/admin/config/set.ts'),
  },
  {
    name: 'admin secret list',
    summary: 'Show the stored secrets: names, hosts and last use.',
    load: () => import('../commands/admin/secret/list.ts'),
  },
  {
    name: 'admin secret set',
    summary: 'Store a secret, asked for or read from stdin, or bind it to hosts.',
    args: ['<name>'],
    flags: [
      { name: 'env', value: 'variable', summary: 'Variable of the server that holds it instead.' },
      {
        name: 'host',
        value: 'host',
        repeatable: true,
        summary: 'Host it may be sent to; alone: binds only.',
      },
      { name: 'stdin', summary: 'The value is everything that is piped in.' },
    ],
    load: () => import('../commands/admin/secret/set.ts'),
  },
  {
    name: 'admin secret delete',
    summary: 'Forget a secret; asks on a terminal.',
    args: ['<name>'],
    flags: [{ name: 'force', summary: 'Even while sources or plugins use it.' }],
    load: () => import('../commands/admin/secret/delete.ts'),
  },
];
