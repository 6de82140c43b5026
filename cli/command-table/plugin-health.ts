import type { Command } from '../command.ts';

/** Commands that find out what is wrong with plugins. */
export const pluginHealthCommands: readonly Command[] = [
  {
    name: 'admin plugin why',
    summary: 'Say why a plugin is in its state, who decided so, and what to do.',
    args: ['<plugin>'],
    examples: ['agnes admin plugin why acme/calendar'],
    load: () => import('../commands/admin/plugin/why.ts'),
  },
  {
    name: 'admin plugin doctor',
    summary: 'Look at everything that plugins rest on; fails when a check does.',
    examples: ['agnes admin plugin doctor', 'agnes admin plugin doctor --json'],
    load: () => import('../commands/admin/plugin/doctor.ts'),
  },
  {
    name: 'admin plugin diff',
    summary:
      'Show what is different between two generations; the parent and the current one when none is named.',
    args: ['[from]', '[to]'],
    examples: ['agnes admin plugin diff', 'agnes admin plugin diff 41 42'],
    load: () => import('../commands/admin/plugin/diff.ts'),
  },
  {
    name: 'admin plugin bisect start',
    summary: 'Begin to look for the plugin that breaks something: all that were installed are switched off.',
    flags: [
      {
        name: 'good',
        value: 'generation',
        summary: 'All was well in it: only what is another since is searched, and put back as it was there.',
      },
    ],
    examples: ['agnes admin plugin bisect start', 'agnes admin plugin bisect start --good 41'],
    load: () => import('../commands/admin/plugin/bisect/start.ts'),
  },
  {
    name: 'admin plugin bisect good',
    summary: 'Say that it works with what is on now.',
    load: () => import('../commands/admin/plugin/bisect/good.ts'),
  },
  {
    name: 'admin plugin bisect bad',
    summary: 'Say that it breaks with what is on now.',
    load: () => import('../commands/admin/plugin/bisect/bad.ts'),
  },
  {
    name: 'admin plugin bisect stop',
    summary: 'End the search without an answer; all is as it was.',
    load: () => import('../commands/admin/plugin/bisect/stop.ts'),
  },
  {
    name: 'admin plugin bisect show',
    summary: 'Show how far the search has come.',
    load: () => import('../commands/admin/plugin/bisect/show.ts'),
  },
];
