import type { Command } from '../command.ts';

/** Commands for signing in, and for tokens. */
export const authCommands: readonly Command[] = [
  {
    name: 'auth login',
    summary: 'Sign in through the browser, or with a password, and remember the token.',
    flags: [
      { name: 'email', value: 'address', summary: 'Sign in with a password, as this person.' },
      { name: 'password-stdin', summary: 'With --email: read the password from stdin.' },
      { name: 'no-browser', summary: 'Only show the address; it may be opened on any machine.' },
      {
        name: 'ca-file',
        value: 'file',
        summary: 'Trust the authority whose certificate this PEM file holds.',
      },
    ],
    load: () => import('../commands/auth/login.ts'),
  },
  {
    name: 'auth logout',
    summary: 'Revoke the saved token on the server, then forget it.',
    load: () => import('../commands/auth/logout.ts'),
  },
  {
    name: 'auth whoami',
    summary: 'Ask the server who you are.',
    flags: [{ name: 'offline', summary: 'Only read the token; nobody checks it.' }],
    load: () => import('../commands/auth/whoami.ts'),
  },
  {
    name: 'auth access',
    summary: 'Show what you may use, and through which groups.',
    load: () => import('../commands/auth/access.ts'),
  },
  {
    name: 'auth identities',
    summary: 'Show the accounts of identity providers that are linked to you.',
    load: () => import('../commands/auth/identities.ts'),
  },
  {
    name: 'auth sessions',
    summary: 'Show where you are signed in; needs a sign-in with a password.',
    load: () => import('../commands/auth/sessions.ts'),
  },
  {
    name: 'auth end-session',
    summary: 'End one of your sessions; asks on a terminal.',
    args: ['<id>'],
    load: () => import('../commands/auth/end-session.ts'),
  },
  {
    name: 'auth import-token',
    summary: 'Remember a token that was made elsewhere, such as on the page of your tokens.',
    flags: [
      { name: 'token-stdin', summary: 'Read the token from stdin; else it is asked for on a terminal.' },
      { name: 'email', value: 'address', summary: 'Whose token it is, where it does not say so itself.' },
      { name: 'skip-verify', summary: 'Do not try it at the server.' },
    ],
    load: () => import('../commands/auth/import-token.ts'),
  },
  {
    name: 'tokens list',
    aliases: ['auth token list'],
    summary: 'Show your personal access tokens, without their values.',
    flags: [{ name: 'all', summary: 'Those of everybody (administrators).' }],
    load: () => import('../commands/tokens/list.ts'),
  },
  {
    name: 'tokens create',
    aliases: ['auth token create'],
    summary: 'Make a personal access token; its value is shown once.',
    flags: [
      { name: 'name', value: 'text', summary: 'What it is for.' },
      {
        name: 'ttl',
        value: 'time',
        choices: ['30d', '90d', '365d', 'never'],
        summary: 'How long it works (default: 90d).',
      },
      {
        name: 'scope',
        value: 'scope',
        choices: ['read', 'sync', 'marketplace', 'admin'],
        repeatable: true,
        summary: 'What it may be used for; may be repeated. Without any: everything you may do.',
      },
      { name: 'raw', summary: 'Print the token and nothing else.' },
    ],
    load: () => import('../commands/tokens/create.ts'),
  },
  {
    name: 'tokens revoke',
    aliases: ['auth token revoke'],
    summary: 'End one of your tokens, for good.',
    args: ['<id|prefix|name>'],
    flags: [{ name: 'all', summary: 'One of anybody (administrators).' }],
    load: () => import('../commands/tokens/revoke.ts'),
  },
];
