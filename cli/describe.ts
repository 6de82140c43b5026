import type { Flag } from './command.ts';
import { commands, rootFlags } from './command-table/commands.ts';
import type { JsonObject } from './json/values.ts';

/** All commands and options as data: what `agnes --help --json` adds to the text. */
export const describedCommands = (): JsonObject => ({
  options: rootFlags.map(described),
  commands: commands.map(({ name, aliases, summary, args = [], flags = [] }) => ({
    name,
    ...(aliases && { aliases }),
    summary,
    args,
    options: flags.map(described),
  })),
});

const described = ({ name, short, value, choices, repeatable, summary }: Flag): JsonObject => ({
  name: `--${name}`,
  summary,
  ...(short !== undefined && { short: `-${short}` }),
  ...(value !== undefined && { value }),
  ...(choices && { choices }),
  ...(repeatable && { repeatable }),
});
