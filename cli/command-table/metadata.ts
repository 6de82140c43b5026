import type { Command } from '../command.ts';

/** Commands about what columns hold. */
export const metadataCommands: readonly Command[] = [
  {
    name: 'admin metadata-show',
    summary: 'Show what is said about the columns of a table.',
    args: ['<table>'],
    load: () => import('../commands/admin/metadata-show.ts'),
  },
  {
    name: 'admin metadata-apply',
    summary: 'Say what columns hold, from a file; what is said about other columns stays.',
    args: ['<file>'],
    flags: [
      {
        name: 'push-to-source',
        summary: 'Write the descriptions back to the source, too, where it takes them.',
      },
      { name: 'dry-run', summary: 'Only show what would change.' },
    ],
    load: () => import('../commands/admin/metadata-apply.ts'),
  },
];
