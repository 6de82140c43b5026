import type { Command } from '../command.ts';

/** Commands for the containers of a server: each calls `docker compose`. */
export const serverCommands: readonly Command[] = [
  {
    name: 'server status',
    summary: 'Show the containers of the server; fails when it does not run.',
    load: () => import('../commands/server/status.ts'),
  },
  {
    name: 'server logs',
    summary: 'Show what the containers say.',
    flags: [
      { name: 'follow', summary: 'Go on until Ctrl-C.' },
      { name: 'since', value: 'time', summary: 'Only from then on: 1h, 30m, or an instant.' },
      { name: 'tail', value: 'n', summary: 'Only the last lines of each container.' },
    ],
    load: () => import('../commands/server/logs.ts'),
  },
  {
    name: 'server restart',
    summary: 'Restart the server, and wait until it is well.',
    load: () => import('../commands/server/restart.ts'),
  },
  {
    name: 'server deploy',
    summary: 'Build and start the version that lies here, and keep the one before it.',
    flags: [{ name: 'staging', summary: 'Beside the real one, with data and keys of its own.' }],
    load: () => import('../commands/server/deploy.ts'),
  },
  {
    name: 'server rollback',
    summary: 'Go back to the version before the last deploy; asks first.',
    load: () => import('../commands/server/rollback.ts'),
  },
  {
    name: 'server backup',
    summary: 'Bring the state of the server into a file, whether it runs or not.',
    flags: [{ name: 'output', short: 'o', value: 'file', summary: 'The file to write.' }],
    load: () => import('../commands/server/backup.ts'),
  },
  {
    name: 'server restore',
    summary: 'Take a backup for the state of the server, which stops meanwhile; asks first.',
    args: ['<file>'],
    load: () => import('../commands/server/restore.ts'),
  },
];
