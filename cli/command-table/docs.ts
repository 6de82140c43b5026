import type { Command } from '../command.ts';

/** Commands that explain things, without a server. */
export const docsCommands: readonly Command[] = [
  {
    name: 'docs',
    summary: 'Read about a topic here in the terminal; without one the topics are listed.',
    args: ['[topic]'],
    examples: ['agnes docs', 'agnes docs sync'],
    load: () => import('../commands/docs.ts'),
  },
];
