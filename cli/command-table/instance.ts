import type { Command } from '../command.ts';

/** Commands that bring a new instance into being, on the host of the server and over HTTP. */
export const instanceCommands: readonly Command[] = [
  {
    name: 'setup init',
    aliases: ['instance init'],
    summary: 'Write config/instance.yaml and .env of a new instance, with secrets of its own.',
    flags: [
      { name: 'dir', value: 'folder', summary: 'Folder of the instance (default: this one).' },
      { name: 'name', value: 'text', summary: 'What the instance is called.' },
      {
        name: 'allowed-domain',
        value: 'domain',
        summary: 'E-mail domain that identity providers may sign in; "" for none, "*" for any.',
      },
      { name: 'url', value: 'url', summary: 'Public address (default: this machine only).' },
      { name: 'port', value: 'number', summary: 'Where the server listens (default: 8000).' },
      { name: 'data-dir', value: 'folder', summary: 'Folder of all state (default: data).' },
      { name: 'force', summary: 'Replace files that are there; they are kept beside the new ones.' },
    ],
    examples: [
      'agnes setup init',
      'agnes setup init --name "Acme data" --allowed-domain acme.example --url https://data.acme.example',
    ],
    load: () => import('../commands/setup/init.ts'),
  },
  {
    name: 'setup bootstrap',
    aliases: ['instance bootstrap'],
    summary: 'Become the first administrator, with the setup code that the server printed.',
    args: ['<email>'],
    flags: [
      { name: 'name', value: 'text', summary: 'Your name (default: the part before the @).' },
      { name: 'stdin', summary: 'The first line of stdin is the setup code, the second the password.' },
    ],
    load: () => import('../commands/setup/bootstrap.ts'),
  },
  {
    name: 'setup test-connection',
    aliases: ['instance test-connection'],
    summary: 'Try every source of the server; fails when one does not work.',
    load: () => import('../commands/setup/test-connection.ts'),
  },
  {
    name: 'setup first-sync',
    aliases: ['instance first-sync'],
    summary: 'Have the server read its sources for the first time, and follow that to its end.',
    load: () => import('../commands/setup/first-sync.ts'),
  },
  {
    name: 'setup verify',
    aliases: ['instance verify'],
    summary: 'Look at server, sign-in, data, users, pages and API description; fails when one is wrong.',
    load: () => import('../commands/setup/verify.ts'),
  },
];
