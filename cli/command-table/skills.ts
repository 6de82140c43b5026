import type { Command, Flag } from '../command.ts';

const scope: Flag = {
  name: 'scope',
  value: 'scope',
  choices: ['project', 'user'],
  summary: 'Where coding agents find them: in the workspace (default), or in the home folder.',
};

/** Commands about skills for coding agents. */
export const skillsCommands: readonly Command[] = [
  {
    name: 'skills list',
    summary: 'Show the plugins that you are granted, and which of them are here.',
    flags: [scope],
    load: () => import('../commands/skills/list.ts'),
  },
  {
    name: 'skills show',
    summary: 'Show the skills of a plugin, as a coding agent would read them.',
    args: ['<plugin>'],
    examples: ['agnes skills show acme/review'],
    load: () => import('../commands/skills/show.ts'),
  },
  {
    name: 'skills install',
    summary: 'Bring the skills of plugins here, and remove what you are not granted any more.',
    args: ['[plugin...]'],
    flags: [{ name: 'all', summary: 'All that are on, and with each update those that come.' }, scope],
    examples: ['agnes skills install --all', 'agnes skills install acme/review --scope user'],
    load: () => import('../commands/skills/install.ts'),
  },
  {
    name: 'skills update',
    summary: 'Renew the skills that are here, and remove what you are not granted any more.',
    flags: [scope],
    load: () => import('../commands/skills/update.ts'),
  },
  {
    name: 'skills enable',
    summary: 'Switch a plugin on for you.',
    args: ['<plugin>'],
    examples: ['agnes skills enable acme/review'],
    load: () => import('../commands/skills/enable.ts'),
  },
  {
    name: 'skills disable',
    summary: 'Switch a plugin off for you, where it is optional.',
    args: ['<plugin>'],
    examples: ['agnes skills disable acme/review'],
    load: () => import('../commands/skills/disable.ts'),
  },
  {
    name: 'skills remove',
    summary: 'Remove skills from here; needs no server.',
    args: ['[plugin...]'],
    flags: [{ name: 'all', summary: 'All of them.' }, scope],
    examples: ['agnes skills remove acme/review', 'agnes skills remove --all'],
    load: () => import('../commands/skills/remove.ts'),
  },
];
