import type { Command } from './command.ts';

/** A mistake in the words that were given. */
interface Mistake {
  readonly argv: readonly string[];
  /** The word that is no command, where that is the mistake. */
  readonly unknown: string | undefined;
}

const mostWords = 12;
const mostNear = 3;

/** Where to read on after a mistake: the help of the command or group that was reached, and what may have been meant. */
export const usageHint = ({ argv, unknown }: Mistake, commands: readonly Command[]): string => {
  const at = reached(unknown === undefined ? argv : argv.slice(0, argv.indexOf(unknown)), commands);
  const called = at === '' ? 'agnes' : `agnes ${at}`;
  const see = `See: ${called} --help`;
  if (unknown === undefined) return see;
  const near = alike(at, unknown, commands);
  if (near.length > 0) return `Is it ${near.map((name) => `agnes ${name}`).join(', or ')}? ${see}`;
  const words = wordsBelow(at, commands);
  return words.length > mostWords ? see : `${called} takes ${words.join(', ')}. ${see}`;
};

/** Walks along the words as long as they name a group or a command. */
const reached = (argv: readonly string[], commands: readonly Command[]): string => {
  const names = commands.flatMap(namesOf);
  return argv.reduce((at, word) => {
    const longer = below(at, word);
    return names.some((name) => `${name} `.startsWith(`${longer} `)) ? longer : at;
  }, '');
};

/** Commands that are called so elsewhere, by the name they have in this group where they have one. */
const alike = (at: string, unknown: string, commands: readonly Command[]): readonly string[] => {
  const ending = ` ${below(at.split(' ').at(-1) ?? '', unknown)}`;
  return commands
    .filter((command) => namesOf(command).some((name) => ` ${name}`.endsWith(ending)))
    .map((command) => namesOf(command).find((name) => at !== '' && name.startsWith(`${at} `)) ?? command.name)
    .slice(0, mostNear);
};

const wordsBelow = (at: string, commands: readonly Command[]): readonly string[] => {
  const before = below(at, '');
  const inside = commands.flatMap(namesOf).filter((name) => name.startsWith(before));
  return [...new Set(inside.map((name) => name.slice(before.length).split(' ')[0] ?? ''))];
};

const below = (at: string, word: string): string => (at === '' ? word : `${at} ${word}`);

const namesOf = ({ name, aliases = [] }: Command): readonly string[] => [name, ...aliases];
