import type { Command } from '../command.ts';

/** Carries plugins between servers that reach no network. */
export const pluginBundleCommands: readonly Command[] = [
  {
    name: 'admin plugin export',
    summary: 'Bring the plugins of the server into a file for another server; no settings, no secrets.',
    flags: [
      { name: 'file', value: 'file', summary: 'The file to write.' },
      { name: 'generation', value: 'n', summary: 'The generation to take (default: the current one).' },
    ],
    load: () => import('../commands/admin/plugin/export.ts'),
  },
  {
    name: 'admin plugin import',
    summary: 'Send a file of plugins to the server and show what installing them would do.',
    args: ['<file>'],
    load: () => import('../commands/admin/plugin/import.ts'),
  },
];
