import type { Command } from '../command.ts';

/** What authors of plugins do in the folder of a plugin; each starts a program of the host. */
export const pluginCommands: readonly Command[] = [
  {
    name: 'plugin new',
    summary: 'Make the folder of a plugin that passes its own tests.',
    args: ['<kind>', '<publisher/slug>'],
    flags: [
      { name: 'dir', value: 'folder', summary: 'Where; else a folder called like the slug.' },
      {
        name: 'mode',
        value: 'word',
        summary: 'Of a connector: "batch", or "push" for events that are sent.',
      },
    ],
    load: () => import('../commands/plugin/new.ts'),
  },
  {
    name: 'plugin dev',
    summary: 'Run a host of its own with a plugin that is loaded anew at every change.',
    args: ['[folder]'],
    flags: [{ name: 'port', value: 'number', summary: 'Where it listens; else any port that is free.' }],
    load: () => import('../commands/plugin/dev.ts'),
  },
  {
    name: 'plugin test',
    summary: 'Hold a plugin to the rules of its kind, in the process it would run in.',
    args: ['[folder]'],
    flags: [{ name: 'html', value: 'file', summary: 'Write a report for people as well.' }],
    load: () => import('../commands/plugin/test.ts'),
  },
  {
    name: 'plugin record',
    summary: 'Record what a real server answers a connector, without secrets, for the tests.',
    args: ['[folder]'],
    flags: [
      { name: 'settings', value: 'file', summary: 'Settings of a source, as JSON.' },
      {
        name: 'tables',
        value: 'names',
        summary: 'Which tables, with commas between; else all that it lists.',
      },
      { name: 'name', value: 'name', summary: 'Of the cassette; else "default".' },
    ],
    load: () => import('../commands/plugin/record.ts'),
  },
  {
    name: 'plugin replay',
    summary: 'Run a connector against what was recorded.',
    args: ['[folder]'],
    flags: [{ name: 'name', value: 'name', summary: 'Of the cassette; else every one.' }],
    load: () => import('../commands/plugin/replay.ts'),
  },
  {
    name: 'plugin pack',
    summary: 'Make the archive of a plugin: the same bytes each time.',
    args: ['[folder]'],
    flags: [
      { name: 'out', value: 'file', summary: 'The archive; else <slug>-<version>.tgz beside the folder.' },
    ],
    load: () => import('../commands/plugin/pack.ts'),
  },
  {
    name: 'plugin explain',
    summary: 'Say what a host makes of a plugin: confinement, capabilities, why it would not load.',
    args: ['[folder]'],
    load: () => import('../commands/plugin/explain.ts'),
  },
];
