import { adminCommands } from './admin-commands.ts';
import type { Command, Flag } from './command.ts';
import { dataCommands } from './data-commands.ts';

/** Options that every command takes, at any place. */
export const rootFlags: readonly Flag[] = [
  { name: 'json', summary: 'Answer with one JSON document on stdout.' },
  { name: 'quiet', short: 'q', summary: 'Say nothing on stderr but failures.' },
  { name: 'verbose', summary: 'Say more on stderr: requests, times, request ids.' },
  { name: 'no-color', summary: 'No colours; NO_COLOR does the same.' },
  { name: 'server', value: 'url', summary: 'Address of the server, or its name in config.yaml.' },
  { name: 'workspace', value: 'folder', summary: 'Folder of the tables and their state.' },
  { name: 'timeout', value: 'seconds', summary: 'Longest wait for a byte from the server.' },
  { name: 'yes', short: 'y', summary: 'Take every question as answered with yes.' },
];

const authCommands: readonly Command[] = [
  {
    name: 'auth login',
    summary: 'Sign in with e-mail and password, and remember the token.',
    flags: [
      { name: 'email', value: 'address', summary: 'Who signs in; asked for on a terminal.' },
      { name: 'password-stdin', summary: 'Read the password from stdin.' },
    ],
    load: () => import('./commands/auth-login.ts'),
  },
  {
    name: 'auth logout',
    summary: 'Revoke the saved token on the server, then forget it.',
    load: () => import('./commands/auth-logout.ts'),
  },
  {
    name: 'auth whoami',
    summary: 'Ask the server who you are.',
    flags: [{ name: 'offline', summary: 'Only read the token; nobody checks it.' }],
    load: () => import('./commands/auth-whoami.ts'),
  },
];

const jobCommands: readonly Command[] = [
  {
    name: 'jobs show',
    summary: 'Show one job.',
    args: ['<id>'],
    load: () => import('./commands/jobs-show.ts'),
  },
  {
    name: 'jobs watch',
    summary: 'Follow a job to its end; fails when the job does.',
    args: ['<id>'],
    load: () => import('./commands/jobs-watch.ts'),
  },
];

const hostCommands: readonly Command[] = [
  {
    name: 'server start',
    summary: 'Start the server.',
    load: () => import('./commands/server-start.ts'),
  },
  {
    name: 'server setup-code',
    summary: 'Print a new setup code for the first administrator; the host must be stopped.',
    load: () => import('./commands/server-setup-code.ts'),
  },
  {
    name: 'config check',
    summary: 'Check the configuration and name every fault.',
    load: () => import('./commands/config-check.ts'),
  },
  {
    name: 'config explain',
    summary: 'Say what a setting means, its value and where it comes from.',
    args: ['[key]'],
    load: () => import('./commands/config-explain.ts'),
  },
];

/** Everything the program can do. Parser, help, documents and tests are made from it. */
export const commands: readonly Command[] = [
  ...authCommands,
  ...dataCommands,
  ...jobCommands,
  ...adminCommands,
  ...hostCommands,
];
