import type { Command } from '../command.ts';
import { sourceFlags } from '../plugins/source.ts';
import { pluginHealthCommands } from './plugin-health.ts';

/** Commands for administrators of plugins. */
export const pluginAdminCommands: readonly Command[] = [
  {
    name: 'admin plugin list',
    summary: 'Show the plugins of the server and their states.',
    load: () => import('../commands/admin/plugin/list.ts'),
  },
  {
    name: 'admin plugin available',
    summary: 'Show the plugins that marketplaces offer and this server has not.',
    load: () => import('../commands/admin/plugin/available.ts'),
  },
  {
    name: 'admin plugin show',
    summary: 'Show all that is known of one plugin.',
    args: ['<plugin>'],
    examples: ['agnes admin plugin show acme/calendar'],
    load: () => import('../commands/admin/plugin/show.ts'),
  },
  {
    name: 'admin plugin plan',
    summary: 'Work out what installing, changing or removing plugins would do; nothing is done.',
    args: ['[plugin]'],
    flags: [
      ...sourceFlags,
      { name: 'remove', value: 'plugin', repeatable: true, summary: 'Remove this one; may be repeated.' },
    ],
    examples: [
      'agnes admin plugin plan --folder /srv/calendar',
      'agnes admin plugin plan --git https://git.example.com/plugins.git --ref main --path calendar',
      "agnes admin plugin plan 'acme/calendar@^1.2.0'",
      'agnes admin plugin plan --remove acme/calendar',
    ],
    load: () => import('../commands/admin/plugin/plan.ts'),
  },
  {
    name: 'admin plugin apply',
    summary: 'Do what a plan says, and follow it; what does not prove itself is taken back.',
    args: ['<plan>'],
    flags: [
      { name: 'hash', value: 'hash', summary: 'Of the plan that you saw.' },
      {
        name: 'approve',
        value: 'capability',
        repeatable: true,
        summary: 'A capability that the plan asks for anew; may be repeated.',
      },
    ],
    examples: ['agnes admin plugin apply 0197… --hash sha256-… --approve network:api.example.com'],
    load: () => import('../commands/admin/plugin/apply.ts'),
  },
  {
    name: 'admin plugin install',
    summary: 'Plan, show the plan, ask, and apply it; without a terminal say --yes.',
    args: ['[plugin]'],
    flags: sourceFlags,
    examples: [
      'agnes admin plugin install --folder /srv/calendar',
      'agnes admin plugin install acme/calendar@1.0.0 --yes',
      'agnes admin plugin install acme/calendar --archive https://example.com/calendar.tgz --integrity sha256-…',
    ],
    load: () => import('../commands/admin/plugin/install.ts'),
  },
  {
    name: 'admin plugin enable',
    summary: 'Switch a plugin on.',
    args: ['<plugin>'],
    examples: ['agnes admin plugin enable acme/calendar'],
    load: () => import('../commands/admin/plugin/enable.ts'),
  },
  {
    name: 'admin plugin disable',
    summary: 'Switch a plugin off; tables that it has read stay readable.',
    args: ['<plugin>'],
    examples: ['agnes admin plugin disable acme/calendar'],
    load: () => import('../commands/admin/plugin/disable.ts'),
  },
  {
    name: 'admin plugin rollback',
    summary: 'Go back to an older generation of the plugins, the parent when none is named.',
    args: ['[generation]'],
    examples: ['agnes admin plugin rollback', 'agnes admin plugin rollback 41'],
    load: () => import('../commands/admin/plugin/rollback.ts'),
  },
  {
    name: 'admin plugin pin',
    summary: 'Have a plugin stay at the version it has, or at one that was here.',
    args: ['<plugin>'],
    examples: ['agnes admin plugin pin acme/calendar', 'agnes admin plugin pin acme/calendar@1.0.0'],
    load: () => import('../commands/admin/plugin/pin.ts'),
  },
  {
    name: 'admin plugin unpin',
    summary: 'End the pin of a plugin; the version it has stays until a newer one is planned.',
    args: ['<plugin>'],
    examples: ['agnes admin plugin unpin acme/calendar'],
    load: () => import('../commands/admin/plugin/unpin.ts'),
  },
  {
    name: 'admin plugin settings',
    summary: 'Change the settings of a plugin: asked for on a terminal, or given with --set.',
    args: ['<plugin>'],
    flags: [
      {
        name: 'set',
        value: 'key=value',
        repeatable: true,
        summary: 'A setting, JSON where it is some, else text; of a secret its name. May be repeated.',
      },
      { name: 'unset', value: 'key', repeatable: true, summary: 'Back to its default; may be repeated.' },
    ],
    examples: [
      'agnes admin plugin settings acme/calendar',
      'agnes admin plugin settings acme/calendar --set days=30 --set api_token=CALENDAR_TOKEN --yes',
    ],
    load: () => import('../commands/admin/plugin/settings.ts'),
  },
  {
    name: 'admin plugin test',
    summary: 'Try a plugin: its settings, and whether its sources answer. Nothing is stored.',
    args: ['<plugin>'],
    flags: [
      { name: 'source', value: 'slug', summary: 'Only this source.' },
      {
        name: 'config',
        value: 'json',
        summary: 'Settings to try in place of the stored ones; @file reads one.',
      },
    ],
    examples: ['agnes admin plugin test acme/calendar --source team'],
    load: () => import('../commands/admin/plugin/test.ts'),
  },
  ...pluginHealthCommands,
];
