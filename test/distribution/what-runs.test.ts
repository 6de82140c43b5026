import test from 'ava';
import { review } from '../../host/distribution/registry/review.ts';
import { newlyRuns } from '../../marketplace/manifests/catalog-difference.ts';
import { versionOf } from './support/version-of.ts';

const hooks = { Stop: [{ hooks: [{ type: 'command', command: './stop.sh' }] }] };
const file = JSON.stringify({ hooks });
const servers = { db: { command: './db', args: ['--all'] } };
const ownFile = '.claude-plugin/plugin.json';
const own = (more: object) => ({ [ownFile]: JSON.stringify({ name: 'one', ...more }) });
const monitor = [{ name: 'm', command: './watch.sh' }];

/** Files, fields of the entry, what runs, and what of it is shown. */
const ways: readonly (readonly [Record<string, string>, object, string, string])[] = [
  [{ ...own({ hooks: './config/h.json' }), 'config/h.json': file }, {}, 'hooks', './stop.sh'],
  [{ ...own({ hooks: ['./a.json', './b.txt'] }), 'a.json': '{}', 'b.txt': file }, {}, 'hooks', './stop.sh'],
  [own({ hooks: { hooks } }), {}, 'hooks', './stop.sh'],
  [own({ hooks: [{ hooks }] }), {}, 'hooks', './stop.sh'],
  [{ ...own({}), 'x.json': file }, { hooks: './x.json' }, 'hooks', './stop.sh'],
  [{ 'x.json': file }, { hooks: ['x.json'], strict: false }, 'hooks', './stop.sh'],
  [{ ...own({}), 'Hooks/HOOKS.json': file }, {}, 'hooks', './stop.sh'],
  [{ ...own({ hooks: './H.json' }), 'h.json': file }, {}, 'hooks', './stop.sh'],
  [{ ...own({}), 'hooks/hooks.json': `\uFEFF${file}` }, {}, 'hooks', './stop.sh'],
  [{ ...own({}), 'hooks/hooks.json': `// A note.\n${file}` }, {}, 'hooks', 'hooks/hooks.json cannot be read'],
  [own({ hooks: './gone.json' }), {}, 'hooks', 'gone.json is named and is not there'],
  [own({ hooks: { hooks: {}, ...hooks } }), {}, 'hooks', './stop.sh'],
  [
    own({ hooks: { Stop: [{ hooks: [{ type: 'http', url: 'https://x.example' }] }] } }),
    {},
    'hooks',
    'x.example',
  ],
  [
    { ...own({ mcpServers: './m.json' }), 'm.json': JSON.stringify({ mcpServers: servers }) },
    {},
    'mcpServers',
    './db --all',
  ],
  [
    { ...own({ mcpServers: ['./m.json'] }), 'm.json': JSON.stringify(servers) },
    {},
    'mcpServers',
    './db --all',
  ],
  [own({ mcpServers: servers }), {}, 'mcpServers', './db --all'],
  [own({ mcpServers: { mcpServers: {}, ...servers } }), {}, 'mcpServers', './db --all'],
  [{ ...own({ mcpServers: './b.mcpb' }), 'b.mcpb': 'PK' }, {}, 'mcpServers', 'b.mcpb cannot be read'],
  [{ ...own({}), 'm.json': JSON.stringify(servers) }, { mcpServers: './m.json' }, 'mcpServers', './db --all'],
  [{ ...own({ lspServers: './l.json' }), 'l.json': JSON.stringify(servers) }, {}, 'lspServers', './db --all'],
  [{ ...own({}), 'BIN/run': 'x' }, {}, 'programs', 'BIN/run'],
  [{ ...own({}), 'monitors/monitors.json': JSON.stringify(monitor) }, {}, 'otherCommands', './watch.sh'],
  [
    { ...own({ experimental: { monitors: './m.json' } }), 'm.json': JSON.stringify(monitor) },
    {},
    'otherCommands',
    './watch.sh',
  ],
  [own({ experimental: { monitors: monitor } }), {}, 'otherCommands', './watch.sh'],
  [own({ monitors: monitor }), {}, 'otherCommands', './watch.sh'],
  [
    { ...own({}), 'settings.json': '{"subagentStatusLine":{"command":"x"}}' },
    {},
    'otherCommands',
    'subagentStatusLine',
  ],
  [{ ...own({}), 'commands/a.md': 'Look: !`id -u`' }, {}, 'otherCommands', 'id -u'],
  [{ ...own({ commands: './deep/' }), 'deep/er/a.md': '```!\nid -u\n```' }, {}, 'otherCommands', 'id -u'],
  [{ ...own({ commands: { a: { source: './a.txt' } } }), 'a.txt': '!`id -u`' }, {}, 'otherCommands', 'id -u'],
  [own({ commands: { a: { content: '!`id -u`' } } }), {}, 'otherCommands', 'id -u'],
  [
    { ...own({ skills: './s' }), 's/a/SKILL.md': '---\nname: a\nhooks:\n  Stop: []\n---\n' },
    {},
    'otherCommands',
    'front matter',
  ],
];

test('a review sees what runs, whatever way the manifest names it', async (t) => {
  const plain = await versionOf(own({}));
  for (const [files, entry, kind, shown] of ways) {
    const version = await versionOf(files, entry);
    const way = JSON.stringify([files, entry]);
    const asked = { version, isExternal: false, mode: undefined };

    t.deepEqual(newlyRuns(plain, version), [kind], way);
    t.true(JSON.stringify(version.facts).includes(shown), way);
    t.is(review({ ...asked, served: plain }).state, 'held', way);
    t.deepEqual(newlyRuns(version, version), [], way);
  }
});

test('what a named file says is compared: other commands at the same path are something new', async (t) => {
  const named = (text: string) => versionOf({ ...own({ hooks: './h.json' }), 'h.json': text });

  t.deepEqual(newlyRuns(await named(file), await named(file.replace('stop', 'other'))), ['hooks']);
  t.deepEqual(newlyRuns(await named('{1'), await named('{2')), ['hooks']);
});

test('a plugin without anything that runs is seen to have nothing', async (t) => {
  const files = {
    ...own({ commands: './more', skills: ['./extra'] }),
    'more/a.md': '---\ndescription: About hooks: none.\n---\nUse `ls`! Then `pwd`.',
    'extra/b/SKILL.md': '---\nname: b\ndescription: Long.\n---\n',
    'settings.json': '{"agent":"a"}',
    'docs/readme.json': file,
    '.mcp.json': '{"mcpServers":{}}',
  };
  const { facts } = await versionOf(files);

  t.deepEqual(newlyRuns(undefined, { facts }), []);
  t.deepEqual(facts.commands, ['more/a.md']);
  t.deepEqual(
    facts.skills.map(({ name }) => name),
    ['b'],
  );
});

test('a manifest under a name that is plugin.json where case does not count is no way around a review', async (t) => {
  const hidden = { '.Claude-Plugin/Plugin.json': JSON.stringify({ name: 'one', hooks }) };

  const refused = await t.throwsAsync(() => versionOf(hidden));

  t.regex(refused.message, /is the same file as/);
});
