import type { Command } from '../command.ts';

const person = '<id|email>';

/** Commands for administrators of people. */
export const peopleCommands: readonly Command[] = [
  {
    name: 'admin add-user',
    summary: 'Add a user. New users are in no group.',
    args: ['<email>'],
    flags: [
      { name: 'name', value: 'text', summary: 'What they are called (default: the part before the @).' },
      { name: 'invite', summary: 'Mail them a link with which they choose a password.' },
    ],
    load: () => import('../commands/admin/add-user.ts'),
  },
  {
    name: 'admin list-users',
    summary: 'Show the users of the server.',
    flags: [{ name: 'search', value: 'text', summary: 'Only those with this in their address or name.' }],
    load: () => import('../commands/admin/list-users.ts'),
  },
  {
    name: 'admin show-user',
    summary: 'Show one user: groups, linked accounts, sessions, and what they may use.',
    args: [person],
    load: () => import('../commands/admin/show-user.ts'),
  },
  {
    name: 'admin remove-user',
    summary: 'Delete a user with everything that is theirs; asks on a terminal.',
    args: [person],
    load: () => import('../commands/admin/remove-user.ts'),
  },
  {
    name: 'admin rename-user',
    summary: 'Give a user another name.',
    args: [person, '<name>'],
    examples: ['agnes admin rename-user ada@example.com "Ada Lovelace"'],
    load: () => import('../commands/admin/rename-user.ts'),
  },
  {
    name: 'admin end-sessions',
    summary: 'Sign a user out everywhere; asks on a terminal.',
    args: [person],
    load: () => import('../commands/admin/end-sessions.ts'),
  },
  {
    name: 'admin deactivate',
    summary: 'Keep a user out, from the next request on; asks on a terminal.',
    args: [person],
    load: () => import('../commands/admin/deactivate.ts'),
  },
  {
    name: 'admin activate',
    summary: 'Let a deactivated user in again.',
    args: [person],
    load: () => import('../commands/admin/activate.ts'),
  },
  {
    name: 'admin reset-password',
    summary: 'Make a link with which a user chooses a new password, and mail it.',
    args: [person],
    load: () => import('../commands/admin/reset-password.ts'),
  },
  {
    name: 'admin set-password',
    summary: 'Set the password of a user; it is read from stdin, or asked for on a terminal.',
    args: [person],
    load: () => import('../commands/admin/set-password.ts'),
  },
  {
    name: 'admin set-role',
    summary: 'There are no roles; says which group does it.',
    args: [person, '[role]'],
    load: () => import('../commands/admin/set-role.ts'),
  },
];
