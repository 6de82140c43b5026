import type { Command } from '../command.ts';

/** Commands on what plugins do. */
export const pluginLedgerCommands: readonly Command[] = [
  {
    name: 'admin plugin hooks',
    summary: 'Show every hook, who listens to it, and how that goes.',
    load: () => import('../commands/admin/plugin/hooks.ts'),
  },
  {
    name: 'admin plugin calls',
    summary: 'Show the last calls of taps: how they ended, how long they took, whose fault it was.',
    flags: [
      { name: 'plugin', value: 'id', summary: 'Only those of this plugin, publisher/slug.' },
      { name: 'hook', value: 'name', summary: 'Only those of this hook.' },
      {
        name: 'outcome',
        value: 'outcome',
        choices: ['ok', 'pass', 'veto', 'error', 'timeout', 'bad_result', 'skipped'],
        summary: 'Only those that ended so.',
      },
      { name: 'limit', value: 'n', summary: 'Most calls, 1 to 500 (default: 100).' },
    ],
    load: () => import('../commands/admin/plugin/calls.ts'),
  },
  {
    name: 'admin plugin replay',
    summary: 'Call a tap again with what it was given then; nothing comes of the answer.',
    args: ['<call>'],
    load: () => import('../commands/admin/plugin/replay.ts'),
  },
  {
    name: 'admin plugin logs',
    summary: 'Show what a plugin said and what failed in it, newest first.',
    args: ['<plugin>'],
    flags: [
      {
        name: 'level',
        value: 'level',
        choices: ['info', 'warn', 'error'],
        summary: 'Only lines that are at least as bad (default: info).',
      },
      { name: 'limit', value: 'n', summary: 'Most lines, 1 to 1000 (default: 200).' },
    ],
    load: () => import('../commands/admin/plugin/logs.ts'),
  },
];
