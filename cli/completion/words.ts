import { groupSummaries } from '../group-summaries.ts';

/** A word that may come next, with what it does. */
export interface Word {
  readonly text: string;
  readonly summary: string;
}

/** What may follow the words of a command that are there already: `''` for none of them. */
export type Words = ReadonlyMap<string, readonly Word[]>;

/** An option of the program, as far as completing goes. */
export interface OptionName {
  readonly name: string;
  readonly summary: string;
}

/** A command, as far as completing goes. */
export interface CommandName {
  /** Words, as typed. */
  readonly name: string;
  /** Other words for the same. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly flags?: readonly OptionName[];
}

/** Sub-commands and options by the words before them. */
export const wordsOf = (commands: readonly CommandName[], rootFlags: readonly OptionName[]): Words => {
  const words = new Map<string, Map<string, string>>([['', new Map()]]);
  const add = (path: string, text: string, summary: string) => {
    const known = words.get(path) ?? new Map<string, string>();
    if (!known.has(text)) known.set(text, summary);
    words.set(path, known);
  };
  for (const { name, summary, flags = [] } of commands.flatMap(byEveryName)) {
    const parts = name.split(' ');
    parts.forEach((part, index) => {
      const isWhole = index === parts.length - 1;
      const group = parts.slice(0, index + 1).join(' ');
      add(parts.slice(0, index).join(' '), part, isWhole ? summary : (groupSummaries[group] ?? summary));
    });
    // Also without options of its own: what follows it is not what follows its group.
    if (!words.has(name)) words.set(name, new Map());
    for (const flag of flags) add(name, `--${flag.name}`, flag.summary);
  }
  for (const path of words.keys()) {
    for (const flag of rootFlags) add(path, `--${flag.name}`, flag.summary);
    add(path, '--help', 'Help of a command.');
  }
  return new Map(
    [...words].map(([path, known]) => [path, [...known].map(([text, summary]) => ({ text, summary }))]),
  );
};

const byEveryName = (command: CommandName): readonly CommandName[] =>
  [command.name, ...(command.aliases ?? [])].map((name) => ({ ...command, name }));
