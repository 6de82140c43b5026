import type { Command, Flag } from '../command.ts';

const flags: readonly Flag[] = [
  { name: 'server-url', value: 'url', summary: 'Address of the server; --server does the same.' },
  { name: 'force', summary: 'Also in a folder that holds something else, which stays.' },
  { name: 'no-browser', summary: 'Only show the address of the sign-in; it may be opened on any machine.' },
  { name: 'ca-file', value: 'file', summary: 'Trust the authority whose certificate this PEM file holds.' },
  { name: 'no-claude-md', summary: 'Write no CLAUDE.md.' },
  { name: 'no-hooks', summary: 'Have coding agents run nothing when a session begins and ends.' },
  { name: 'no-marketplace', summary: 'Bring no skills.' },
];

/** Commands about the folder in which an analyst and their coding agent work. */
export const workspaceCommands: readonly Command[] = [
  {
    name: 'setup',
    aliases: ['analyst setup'],
    summary: 'Make this folder a workspace, or bring it up to date.',
    flags,
    examples: ['agnes setup', 'agnes setup --server-url https://agnes.example.com --workspace ~/data'],
    load: () => import('../commands/setup.ts'),
  },
  {
    name: 'onboard',
    summary: 'Sign in, set up a workspace, sync and ask a first question.',
    flags,
    examples: ['agnes onboard', 'agnes onboard --server-url https://agnes.example.com'],
    load: () => import('../commands/onboard.ts'),
  },
  {
    name: 'analyst status',
    summary: 'Tell whether the workspace is fresh, stale or missing; needs no server.',
    load: () => import('../commands/analyst/status.ts'),
  },
];
