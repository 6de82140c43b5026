import type { PluginFacts } from '../../../marketplace/normalise/plugin-facts.ts';
import { amountOf } from '../figures.ts';

/** A kind of things that a plugin brings. */
interface Part {
  readonly amount: string;
  readonly items: readonly { readonly name: string; readonly about: string }[];
}

/** What a plugin brings, kind by kind; nothing of kinds it has none of. */
export const partsOf = (known: unknown): readonly Part[] => {
  if (!known) return [];
  // The API hands on what `pluginFacts` has found.
  const facts = known as PluginFacts;
  const named = (names: readonly string[]) => names.map((name) => ({ name, about: '' }));
  const servers = (all: PluginFacts['mcpServers']) => all.map(({ name, runs }) => ({ name, about: runs }));
  const kinds = [
    ['skill', facts.skills.map(({ name, description }) => ({ name, about: description }))],
    ['command', named(facts.commands)],
    ['agent', named(facts.agents)],
    ['hook', facts.hooks.map(({ event, command }) => ({ name: event, about: command }))],
    ['MCP server', servers(facts.mcpServers)],
    ['language server', servers(facts.lspServers)],
    ['program', named(facts.programs)],
    ['other command', facts.otherCommands.map(({ where, command }) => ({ name: where, about: command }))],
  ] as const;
  return kinds
    .filter(([, items]) => items.length > 0)
    .map(([kind, items]) => ({ amount: amountOf(items.length, kind), items }));
};
