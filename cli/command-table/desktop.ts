import type { Command } from '../command.ts';

/** Commands about desktop programs that are linked to the caller. */
export const desktopCommands: readonly Command[] = [
  {
    name: 'desktop list',
    summary: 'Show the devices that are linked to you.',
    load: () => import('../commands/desktop/list.ts'),
  },
  {
    name: 'desktop unlink',
    summary: 'End the link of one of your devices, or of all; asks on a terminal.',
    args: ['[id]'],
    flags: [{ name: 'all', summary: 'All of them.' }],
    examples: ['agnes desktop unlink --all'],
    load: () => import('../commands/desktop/unlink.ts'),
  },
];
