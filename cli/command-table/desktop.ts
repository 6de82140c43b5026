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
    summary: 'End the link of one of your devices; asks on a terminal.',
    args: ['<id>'],
    load: () => import('../commands/desktop/unlink.ts'),
  },
];
