import { type Static, Type } from '@agnes/sdk';
import type { PluginFacts } from '../../../marketplace/normalise/plugin-facts.ts';
import type { ToldBrief } from './feed-briefs.ts';

const described = Type.Object({ name: Type.String(), description: Type.String() });
const server = Type.Object({ name: Type.String(), runs: Type.String() });

/** What a plugin brings and lacks, as its reader is told. */
export const briefFields = {
  brings: Type.Object(
    {
      skills: Type.Array(
        Type.Object({
          ...described.properties,
          tables: Type.Array(Type.String(), { description: 'That it says it works with.' }),
        }),
      ),
      commands: Type.Array(described),
      agents: Type.Array(described),
      hooks: Type.Array(Type.Object({ event: Type.String(), command: Type.String() })),
      mcp_servers: Type.Array(server),
      lsp_servers: Type.Array(server),
      programs: Type.Array(Type.String()),
      other_commands: Type.Array(Type.Object({ where: Type.String(), command: Type.String() }), {
        description: 'Of monitors and settings, and in the texts of skills, commands and agents.',
      }),
    },
    {
      description:
        'What it brings; hooks, servers, programs and other commands are run by a client that has it.',
    },
  ),
  missing_tables: Type.Array(Type.String(), {
    description:
      'Tables that its skills name and you cannot read, in the words of the skills: whether they exist is not said.',
  }),
  needs: Type.Array(
    Type.Object({
      plugin: Type.String({ description: 'As the plugin names it.' }),
      state: Type.Union([Type.Literal('missing'), Type.Literal('off')], {
        description: '`off`: you have switched it off. `missing`: you do not get it.',
      }),
    }),
    { description: 'Other plugins that it needs and that are not in your feed.' },
  ),
};

const fields = Type.Object(briefFields);

/** What a plugin brings and lacks; nothing of one that is gone since. */
export const briefWire = (told: ToldBrief | undefined): Static<typeof fields> => ({
  brings: bringsOf(told?.brief.facts),
  missing_tables: [...(told?.missingTables ?? [])],
  needs: [...(told?.needs ?? [])],
});

const bringsOf = (facts: PluginFacts | undefined): Static<typeof fields>['brings'] => {
  const texts = facts?.described ?? {};
  const named = (paths: readonly string[] = []) =>
    paths.map((path) => ({ name: nameOf(path), description: texts[path] ?? '' }));
  const servers = (all: PluginFacts['mcpServers'] = []) => all.map(({ name, runs }) => ({ name, runs }));
  const { skills = [], hooks = [], programs = [], otherCommands = [] } = facts ?? {};
  return {
    skills: skills.map(({ name, description, tables = [] }) => ({ name, description, tables: [...tables] })),
    commands: named(facts?.commands),
    agents: named(facts?.agents),
    hooks: hooks.map(({ event, command }) => ({ event, command })),
    mcp_servers: servers(facts?.mcpServers),
    lsp_servers: servers(facts?.lspServers),
    programs: [...programs],
    other_commands: otherCommands.map(({ where, command }) => ({ where, command })),
  };
};

const nameOf = (path: string): string => path.replace(/^(commands|agents)\//, '').replace(/\.md$/, '');
