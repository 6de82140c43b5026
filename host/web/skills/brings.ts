import type { Static } from '@agnes/sdk';
import type { feedInfo } from '../../distribution/feed/feed-wire.ts';
import { amountOf } from '../figures.ts';

type Told = Static<typeof feedInfo>['plugins'][number];

/** A kind of things that a plugin brings. */
interface Part {
  readonly amount: string;
  readonly items: readonly { readonly name: string; readonly about: string }[];
}

/** What a plugin brings, kind by kind; nothing of kinds it has none of. */
export const broughtBy = ({ brings }: Told): readonly Part[] => {
  const described = (all: Told['brings']['agents']) =>
    all.map(({ name, description }) => ({ name, about: description }));
  const servers = (all: Told['brings']['mcp_servers']) =>
    all.map(({ name, runs }) => ({ name, about: `runs ${runs}` }));
  const kinds = [
    ['skill', described(brings.skills)],
    ['command', described(brings.commands)],
    ['agent', described(brings.agents)],
    ['hook', brings.hooks.map(({ event, command }) => ({ name: event, about: `runs ${command}` }))],
    ['MCP server', servers(brings.mcp_servers)],
    ['language server', servers(brings.lsp_servers)],
    ['program', brings.programs.map((name) => ({ name, about: '' }))],
    [
      'other command',
      brings.other_commands.map(({ where, command }) => ({ name: where, about: `runs ${command}` })),
    ],
  ] as const;
  return kinds
    .filter(([, items]) => items.length > 0)
    .map(([kind, items]) => ({ amount: amountOf(items.length, kind), items }));
};

/** What a plugin needs and its reader does not get, a sentence for each. */
export const lacksOf = ({ missing_tables: tables, needs }: Told): readonly string[] => [
  ...(tables.length > 0
    ? [`Works with tables that you cannot read: ${tables.join(', ')}. An administrator can grant tables.`]
    : []),
  ...needs.map(({ plugin, state }) =>
    state === 'off'
      ? `Needs the plugin ${plugin}, which you have switched off.`
      : `Needs the plugin ${plugin}, which you do not get. An administrator can grant plugins.`,
  ),
];
