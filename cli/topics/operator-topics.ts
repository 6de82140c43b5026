import type { Topic } from './topic.ts';

/** Pages for administrators and for those who run a server. */
export const operatorTopics: Readonly<Record<string, Topic>> = {
  instance: {
    summary: 'A new server, step by step.',
    lines: [
      'agnes setup init                     writes config/instance.yaml and .env, with secrets of its own',
      'agnes server start                   or: agnes server deploy, in containers',
      'agnes setup bootstrap you@acme.example    with the setup code that the server printed',
      'agnes admin source add sales --type files --config \'{"location":"/srv/sales"}\'',
      'agnes setup test-connection          tries every source',
      'agnes admin discover-and-register    registers what they offer',
      'agnes setup first-sync               reads it',
      'agnes setup verify                   looks whether all is well',
    ],
  },
  people: {
    summary: 'Users, groups, and what they may use.',
    lines: [
      'agnes admin add-user ada@acme.example --invite',
      'agnes admin group create Finance',
      'agnes admin group add-member Finance ada@acme.example',
      'agnes admin grant create Finance table orders',
      'agnes admin grant explain ada@acme.example table orders    why, or why not',
      '',
      'Rights come from groups alone. What is granted or taken away counts from the next request on.',
    ],
  },
  plugins: {
    summary: 'Plugins of the server.',
    lines: [
      'agnes admin plugin list              what is there and how it does',
      'agnes admin plugin available         what registered marketplaces offer',
      'agnes admin plugin plan acme/calendar --folder /srv/calendar    what installing would do; does nothing',
      'agnes admin plugin install acme/calendar --folder /srv/calendar',
      'agnes admin plugin rollback          back to the set before',
      'agnes admin plugin doctor            everything that plugins rest on',
      'agnes plugin new connector acme/crm  begin one of your own',
    ],
  },
  operate: {
    summary: 'Running a server: containers, backups, the way back in.',
    lines: [
      'agnes server status                  its containers',
      'agnes server logs --follow --since 1h',
      'agnes server deploy                  builds and starts this version; agnes server rollback goes back',
      'agnes server backup -o state.duckdb  the state, through its engine, while it runs',
      'agnes server restore state.duckdb    checked before it replaces; the old state is kept',
      'agnes server migrate --plan          what the next start would do with the database',
      'agnes admin break-glass grant-admin ada@acme.example --reason "…"    when nobody gets in',
      '',
      'Keep DATA_DIR/state/secrets-key with every backup, and apart from it.',
    ],
  },
};
