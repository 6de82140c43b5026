import test from 'ava';
import { pluginFacts } from '../../marketplace/normalise/plugin-facts.ts';
import { commandsInText, hooksIn } from '../../marketplace/normalise/running-parts.ts';

const hooksOf = (count: number, last: string) => {
  const commands = Array.from({ length: count }, (_, index) => ({ type: 'command', command: `c${index}` }));
  return { hooks: { Stop: [...commands, { type: 'command', command: last }] } };
};

test('of a declaration with more than a person would read the first are told, and a digest of them all', (t) => {
  // Each with a digest of all of them took hours.
  const told = hooksIn([{ where: 'hooks', value: hooksOf(50_000, 'one') }]);
  const other = hooksIn([{ where: 'hooks', value: hooksOf(50_000, 'other') }]);

  t.is(told.length, 201);
  t.like(told[0], { event: 'Stop', command: 'c0' });
  t.like(told.at(-1), { event: 'hooks', command: 'and 49801 more' });
  t.notDeepEqual(told, other);
});

test('of a text with more commands than a person would read the first are told, and a digest of it', (t) => {
  const text = '!`a`'.repeat(250);
  const told = commandsInText('go.md', `${text}!\`b\``);

  t.is(told.length, 201);
  t.like(told.at(-1), { where: 'go.md', command: 'and more' });
  t.notDeepEqual(told, commandsInText('go.md', `${text}!\`c\``));
  t.is(commandsInText('go.md', '!`a`'.repeat(200)).length, 200);
});

test('of many texts no more is told than of one plugin there is room for', (t) => {
  const factsOf = (last: string) => {
    const paths = Array.from({ length: 2_000 }, (_, index) => `commands/${index}.md`);
    const texts = new Map(paths.map((path) => [path, `!\`${path === paths.at(-1) ? last : 'a'}\``]));
    const files = paths.map((path) => ({ path, isExecutable: false, bytes: 4 }));
    return pluginFacts({ components: {} }, files, texts).otherCommands;
  };

  t.is(factsOf('a').length, 1_001);
  t.notDeepEqual(factsOf('a'), factsOf('b'));
});

test('a declaration that is longer than anybody writes is one that cannot be read', (t) => {
  const texts = new Map([['hooks/hooks.json', `{"hooks":{}}${' '.repeat(1024 * 1024)}`]]);
  const [hook, ...others] = pluginFacts({ components: {} }, [], texts).hooks;

  t.like(hook, { event: 'hooks/hooks.json', command: 'hooks/hooks.json cannot be read' });
  t.deepEqual(others, []);
});
