import test from 'ava';
import { briefWire } from '../../host/distribution/feed/brief-wire.ts';
import { broughtBy } from '../../host/web/skills/brings.ts';
import { frontMatter } from '../../marketplace/normalise/front-matter.ts';
import { namedFactFiles, pluginFacts } from '../../marketplace/normalise/plugin-facts.ts';

const filesOf = (...paths: readonly string[]) =>
  paths.map((path) => ({ path, isExecutable: false, bytes: 1 }));

test('texts are found below the folders that a manifest names, and in the files of its commands', (t) => {
  const components = {
    commands: ['./more/', { go: { source: './Single.md' } }],
    agents: [['./one.md', 'deep/er']],
  };
  const named = namedFactFiles({ components });
  const paths = [
    'more/a.md',
    'more/b/c.MD',
    'moreover/d.md',
    'single.md',
    'one.md',
    'deep/er/e.md',
    'deep/f.md',
  ];
  const { commands, agents } = pluginFacts({ components }, filesOf(...paths), new Map());

  t.deepEqual(paths.filter(named), ['more/a.md', 'more/b/c.MD', 'single.md', 'one.md', 'deep/er/e.md']);
  t.deepEqual(commands, ['more/a.md', 'more/b/c.MD', 'single.md']);
  t.deepEqual(agents, ['one.md', 'deep/er/e.md']);
});

test('a manifest with as many names as there is room for costs little more than it does to read', (t) => {
  // Looked through for each file, these took minutes in which the host answered nobody.
  const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
  const components = {
    agents: [names],
    commands: [Object.fromEntries(names.map((name) => [name, { source: `${name}.md` }]))],
  };
  const files = filesOf(...Array.from({ length: 5_000 }, (_, index) => `x/${index}.md`), 'n1/a.md', 'n2.md');
  const named = namedFactFiles({ components });
  const { agents, commands } = pluginFacts({ components }, files, new Map());

  t.deepEqual(files.filter(({ path }) => named(path)).length, 2);
  t.deepEqual([agents, commands], [['n1/a.md'], ['n2.md']]);
});

test('what a skill says of itself is read behind the mark that some editors put first, too', (t) => {
  const text = (mark: string) => `${mark}---\nname: report\ndescription: Reports.\ntables: [orders]\n---\n`;

  for (const mark of ['', '\uFEFF'])
    t.deepEqual(frontMatter(text(mark)), { name: 'report', description: 'Reports.', tables: ['orders'] });
  t.deepEqual(frontMatter(text('x')), { tables: [] });
});

test('its reader is told every command that a plugin brings, also those of monitors and settings', (t) => {
  const otherCommands = [{ where: 'monitors/monitors.json', command: 'tail -f log', sha256: 'x' }];
  const facts = { ...pluginFacts({ components: {} }, [], new Map()), otherCommands };
  const brief = { marketplace: 'acme', plugin: 'tools', facts, dependencies: [] };

  const { brings } = briefWire({ brief, needs: [], missingTables: [] } as never);

  t.deepEqual(brings.other_commands, [{ where: 'monitors/monitors.json', command: 'tail -f log' }]);
  t.deepEqual(broughtBy({ brings } as never), [
    { amount: '1 other command', items: [{ name: 'monitors/monitors.json', about: 'runs tail -f log' }] },
  ]);
});
