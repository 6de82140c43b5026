import { CommanderError, Option, Command as Parser } from 'commander';
import type { Command, Flag } from './command.ts';
import { rootFlags } from './command-table/commands.ts';
import { badUsage } from './errors.ts';
import { groupSummaries } from './group-summaries.ts';
import { Input } from './input.ts';
import { usageHint } from './usage-hint.ts';
import { version } from './version.ts';

/** What the arguments ask for. */
export type Parsed =
  | { readonly kind: 'run'; readonly command: Command; readonly input: Input; readonly root: Input }
  | { readonly kind: 'told'; readonly what: 'help' | 'version'; readonly text: string };

/** Reads the arguments by the table of commands; no command at all asks for help, a mistake is thrown. */
export const parseArguments = (argv: readonly string[], commands: readonly Command[]): Parsed => {
  const told: string[] = [];
  const found: Parsed[] = [];
  const root = rootParser((text) => told.push(text), !namesVersion(argv, commands));
  addCommands(root, mayBeMeant(argv, commands), (command, input) =>
    found.push({ kind: 'run', command, input, root: new Input([], root.opts()) }),
  );
  try {
    root.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help' && root.args.length === 0) return overview(commands);
    return answered(error, told.join(''), { argv, commands });
  }
  const [parsed] = found;
  if (!parsed) throw badUsage({ reason: 'A command is missing.', hint: 'See: agnes --help' });
  return parsed;
};

/** Those that begin with a word that was given, whatever it stands for; all when none does, so that help and hints know them. */
const mayBeMeant = (argv: readonly string[], commands: readonly Command[]): readonly Command[] => {
  const versions = ['-V', '--version'];
  const isVersion = argv.some((word) => versions.includes(word));
  if (isVersion && argv.every((word) => word === '--json' || versions.includes(word))) return [];
  const meant = commands.filter(({ name, aliases = [] }) =>
    [name, ...aliases].some((one) => argv.includes(one.split(' ')[0] ?? '')),
  );
  return meant.length > 0 ? meant : commands;
};

/** `server restore-state --version 34` asks for no version of this program. */
const namesVersion = (argv: readonly string[], commands: readonly Command[]): boolean => {
  const called = ` ${argv.join(' ')} `;
  return commands.some(
    ({ name, flags = [] }) => flags.some((flag) => flag.name === 'version') && called.includes(` ${name} `),
  );
};

/** The help of the program, as `--help` has it: with every command, also when a value of an option is called like one. */
const overview = (commands: readonly Command[]): Parsed => {
  const root = rootParser(() => undefined, true);
  addCommands(root, commands, () => undefined);
  return { kind: 'told', what: 'help', text: root.helpInformation() };
};

const addCommands = (
  root: Parser,
  commands: readonly Command[],
  onCall: (command: Command, input: Input) => unknown,
): void => {
  for (const command of commands)
    for (const name of [command.name, ...(command.aliases ?? [])])
      addCommand(root, { ...command, name }, (input) => onCall(command, input));
};

const addCommand = (root: Parser, command: Command, onCall: (input: Input) => unknown): void => {
  const { name, summary, args = [], flags = [], examples = [] } = command;
  const parser = groupFor(root, name).command(lastWord(name)).description(summary);
  for (const argument of args) parser.argument(argument);
  for (const flag of flags) parser.addOption(optionOf(flag));
  preferSwitches(parser, flags);
  if (examples.length > 0) parser.addHelpText('after', `\nExamples:\n  ${examples.join('\n  ')}`);
  parser.action((...given: unknown[]) => {
    const values = given
      .slice(0, args.length)
      .flat()
      .filter((argument) => argument !== undefined);
    onCall(new Input(values.map(String), { ...parser.opts(), ...takenAbove(root, parser) }));
  });
};

/** `setup` has commands below it and takes options that it knows out of theirs: here they come back. */
const takenAbove = (root: Parser, { parent, options }: Parser): Record<string, unknown> => {
  if (!parent || parent === root) return {};
  const taken = parent.options.filter(
    (option) => parent.getOptionValueSource(option.attributeName()) === 'cli',
  );
  const stranger = taken.find(({ long }) => !options.some((own) => own.long === long));
  if (stranger) {
    throw badUsage({ reason: `unknown option '${stranger.long}'`, hint: 'Leave it out, or see --help.' });
  }
  return Object.fromEntries(
    taken.map((option) => [option.attributeName(), parent.getOptionValue(option.attributeName())]),
  );
};

/** Where a switch and what turns it off are both given, the switch holds, whichever came last. */
const preferSwitches = (parser: Parser, flags: readonly Flag[]): void => {
  for (const flag of flags.filter(({ name }) => flags.some((other) => other.name === `no-${name}`))) {
    let isGiven = false;
    parser.on(`option:${flag.name}`, () => {
      isGiven = true;
    });
    parser.on(`option:no-${flag.name}`, () => {
      if (isGiven) parser.setOptionValue(optionOf(flag).attributeName(), true);
    });
  }
};

const lastWord = (name: string): string => name.split(' ').at(-1) ?? name;

const rootParser = (tell: (text: string) => void, withVersion: boolean): Parser => {
  const parser = new Parser('agnes')
    .description('Governed company data on your machine and on the server.')
    .helpOption('-h, --help', 'Explain a command.')
    .helpCommand(false)
    .configureOutput({ writeOut: tell, writeErr: tell })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  if (withVersion) parser.version(version, '-V, --version', 'Print the version.');
  for (const flag of rootFlags) parser.addOption(optionOf(flag));
  return parser;
};

const optionOf = ({ name, short, value, choices, repeatable, summary }: Flag): Option => {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  const option = new Option(value === undefined ? names : `${names} <${value}>`, summary);
  if (choices) option.choices([...choices]);
  if (repeatable)
    option.argParser((one: string, all: readonly string[] | undefined) => [...(all ?? []), one]);
  return option;
};

/** The parser of the words before the last one, made when a command first needs it. */
const groupFor = (root: Parser, name: string): Parser => {
  const words = name.split(' ').slice(0, -1);
  return words.reduce((parent, word, i) => {
    const path = words.slice(0, i + 1).join(' ');
    const known = parent.commands.find((child) => child.name() === word);
    return (
      known ??
      parent
        .command(word)
        .helpCommand(false)
        .description(groupSummaries[path] ?? '')
    );
  }, root);
};

interface Given {
  readonly argv: readonly string[];
  readonly commands: readonly Command[];
}

const answered = (error: CommanderError, text: string, { argv, commands }: Given): Parsed => {
  if (error.code === 'commander.version') return { kind: 'told', what: 'version', text };
  if (error.code === 'commander.helpDisplayed') return { kind: 'told', what: 'help', text };
  const [, unknown] = /^error: unknown command '(.*)'/.exec(error.message) ?? [];
  const hint = usageHint({ argv, unknown }, commands);
  if (error.code === 'commander.help') throw badUsage({ reason: 'A command is missing.', hint });
  throw badUsage({ reason: error.message.replace(/^error: /, '').replace('\n(', ' ('), hint });
};
