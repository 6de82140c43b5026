import { readFile } from 'node:fs/promises';
import test from 'ava';
import { type Machine, newMachine } from './run-agnes.ts';

interface Described {
  readonly options: readonly { readonly name: string; readonly short?: string }[];
  readonly commands: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly options: Described['options'];
  }[];
}

const described = async (machine: Machine): Promise<Described> => {
  const { options, commands: all } = await machine.json(['--help']);
  return { options, commands: all } as Described;
};

const spelled = ({ name, short }: Described['options'][number]): string =>
  short === undefined ? name : `${short}, ${name}`;

/** Headings of commands in the page, each with the options in the table below it. */
const documented = async (): Promise<readonly (readonly [string, readonly string[]])[]> => {
  const page = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  const sections = page.split(/^### `agnes /m).slice(1);
  return sections.map((section) => [section.split('`')[0] ?? '', optionsIn(section.split(/^## /m)[0] ?? '')]);
};

const optionsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\| `((?:-\w, )?--[a-z-]+)[^`]*` \|/gm)].map(([, option = '']) => option);

test('docs/cli.md has a section for every command with every option, and no other', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const help = await described(machine);

  t.deepEqual(
    Object.fromEntries(await documented()),
    Object.fromEntries(
      help.commands.map(({ name, args, options }) => [[name, ...args].join(' '), options.map(spelled)]),
    ),
  );
});

test('docs/cli.md lists the options of every command', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');
  const page = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  const section = page.split('## Options of every command')[1]?.split(/^## /m)[0] ?? '';

  const { options } = await described(machine);

  t.deepEqual(
    [...optionsIn(section)].sort(),
    [...options.map(spelled), '-V, --version', '-h, --help'].sort(),
  );
});

test('the help of a command shows its options, and nothing is called otherwise than agnes', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { stdout } = await machine.run(['query', '--help']);

  t.regex(stdout, /^Usage: agnes query \[options\] \[sql\]/);
  t.regex(stdout, /-f, --format <format>/);
  t.notRegex(stdout, /\bda\b/);
});
