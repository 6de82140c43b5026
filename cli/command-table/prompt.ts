import type { Command } from '../command.ts';

const args = ['<workspace|welcome>'];

/** Commands for administrators of prompts. */
export const promptCommands: readonly Command[] = [
  {
    name: 'admin prompt show',
    summary: 'Show the template of a prompt: the one that was written, else the built-in one.',
    args,
    flags: [{ name: 'default', summary: 'The built-in one, whatever was written.' }],
    load: () => import('../commands/admin/prompt/show.ts'),
  },
  {
    name: 'admin prompt set',
    summary: 'Write the template of a prompt, from a file or from stdin.',
    args: [...args, '[file]'],
    examples: [
      'agnes admin prompt set workspace CLAUDE.template',
      'agnes admin prompt set welcome < setup.template',
    ],
    load: () => import('../commands/admin/prompt/set.ts'),
  },
  {
    name: 'admin prompt reset',
    summary: 'Go back to the built-in template; asks on a terminal.',
    args,
    load: () => import('../commands/admin/prompt/reset.ts'),
  },
  {
    name: 'admin prompt preview',
    summary: 'Show what a template would become; without a file, the one that counts now.',
    args: [...args, '[file]'],
    flags: [{ name: 'user', value: 'id|email', summary: 'As this person gets it, not you.' }],
    load: () => import('../commands/admin/prompt/preview.ts'),
  },
];
