import { isPlatformError } from '@agnes/sdk/errors';
import test from 'ava';
import { commands } from '../../cli/command-table/commands.ts';
import { groupSummaries } from '../../cli/group-summaries.ts';
import { parseArguments } from '../../cli/parse.ts';
import { newMachine } from './run-agnes.ts';

/** What somebody is told who typed these words. */
const hintTo = (words: string): string | undefined => {
  try {
    parseArguments(words.split(' '), commands);
    return undefined;
  } catch (error) {
    if (isPlatformError(error)) return error.hint;
    throw error;
  }
};

test('a word that a group does not know is told of that group, and of what is called so', (t) => {
  t.is(hintTo('admin config check'), 'Is it agnes admin config validate? See: agnes admin config --help');
  t.is(
    hintTo('--server http://x admin config nix'),
    'agnes admin config takes show, get, explain, set, validate. See: agnes admin config --help',
  );
  t.is(hintTo('list-users'), 'Is it agnes admin list-users? See: agnes --help');
  t.is(hintTo('admin nonsense'), 'See: agnes admin --help');
  t.is(hintTo('nonsense admin'), 'See: agnes --help');
  t.regex(
    hintTo('list') ?? '',
    /^Is it (?:agnes [a-z -]+ list, or ){2}agnes [a-z -]+ list\? See: agnes --help$/,
  );
});

test('a wrong option or argument is told of the command that was called', (t) => {
  t.is(hintTo('query --limt 3'), 'See: agnes query --help');
  t.is(hintTo('setup nonsense'), 'See: agnes setup --help');
  t.is(hintTo('admin plugin --nothing'), 'See: agnes admin plugin --help');
  t.is(hintTo('admin plugin'), 'See: agnes admin plugin --help');
});

test('what a hint tells to call is on the terminal as it is in the answer for programs', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run(['admin', 'confg', 'show']);
  const { stdout } = await machine.run(['admin', 'config', 'check', '--json']);

  t.is(code, 2);
  t.regex(stderr, /unknown command 'confg' \(Did you mean config\?\)\n {2}Hint: See: agnes admin --help/);
  t.like(JSON.parse(stdout), { error: { code: 'bad_usage', hint: hintTo('admin config check') } });
});

test('no group and no command is without a sentence that says what it is', (t) => {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const groups = names.flatMap((name) =>
    name.split(' ').map((_, index, words) => words.slice(0, index).join(' ')),
  );
  const wanted = new Set(groups.filter((group) => group !== '' && !names.includes(group)));

  t.deepEqual([...wanted].sort(), Object.keys(groupSummaries).sort());
  const sentences = [...Object.values(groupSummaries), ...commands.map(({ summary }) => summary)];
  t.deepEqual(
    sentences.filter((sentence) => !/^[A-Z].*\.$/.test(sentence)),
    [],
  );
});

test('the help of the program says what every group is', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { stdout } = await machine.run(['--help']);

  for (const group of ['metrics', 'session', 'query-jobs', 'rules', 'memory'])
    t.regex(stdout.replaceAll(/\s+/g, ' '), new RegExp(` ${group} ${groupSummaries[group]}`));
});
