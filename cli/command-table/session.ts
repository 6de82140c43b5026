import type { Command } from '../command.ts';

/** Commands about sessions of coding agents, which a sync sends. */
export const sessionCommands: readonly Command[] = [
  {
    name: 'session list',
    summary: 'List the sessions of this workspace: sent, to be sent, or private.',
    load: () => import('../commands/session/list.ts'),
  },
  {
    name: 'session private',
    summary: 'Keep a session on this machine: it is never sent.',
    args: ['<id>'],
    flags: [{ name: 'off', summary: 'Let it be sent again.' }],
    load: () => import('../commands/session/private.ts'),
  },
  {
    name: 'session delete',
    summary: 'Delete what the server has of a session, and keep it private from now on.',
    args: ['<id>'],
    load: () => import('../commands/session/delete.ts'),
  },
];
