import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Machine, newMachine } from '../cli/run-agnes.ts';
import { fileContext } from '../support/file-context.ts';
import { filesSource } from '../support/files-source.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { admin as root } from '../support/start-host.ts';
import { Visitor } from '../web/support/visitor.ts';
import { catalogOf } from './support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from './support/marketplace-look.ts';

const context = fileContext();
const person = { email: 'ann@example.com', password: 'a long enough password' };
const everyone = '00000000-0000-7000-8000-000000000002';
let all: MarketplaceHost;
let look: MarketplaceLook;
let ann: Machine;

const matter = (description: string, more = '') =>
  `---\nname: report\ndescription: ${description}\n${more}---\nDo.\n`;
const report = [
  {
    path: '.claude-plugin/plugin.json',
    content: JSON.stringify({
      name: 'report',
      version: '1.0.0',
      dependencies: ['chart', 'paint@tools', { name: 'nobody' }],
    }),
  },
  {
    path: 'skills/report/SKILL.md',
    content: matter('Reports.', 'tables:\n  - orders\n  - "payroll"\n  - no_such_table\n'),
  },
  { path: 'commands/go.md', content: matter('Goes.') },
  { path: 'agents/critic.md', content: matter('Criticises.') },
];

test.before(async () => {
  const tables = await filesSource(context, { 'orders.csv': 'id\n1\n', 'payroll.csv': 'id\n1\n' });
  all = await marketplaceHost(context, {
    config: { ...tables, marketplaces: { served_name: 'acme-data' } },
    env: { AGNES_AUTH_RATELIMIT_ENABLED: '0' },
  });
  look = marketplaceLook(all);
  const { admin, host } = all;
  const { id } = await admin.ask('POST /api/users', { body: { email: person.email, name: 'Ann' } });
  await admin.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  ann = await newMachine(context, host.url);
  ann.env['AGNES_TOKEN'] = await new HostClient(host.url).signIn(person);
});

test.serial(
  'the skills that come with the host are approved, and reach nobody without a grant',
  async (t) => {
    const listed = await look.listedAs('agnes');
    const plugin = await look.pluginOf('agnes', 'agnes-core');
    const none = await ann.json(['skills', 'list']);

    t.like(listed, { built_in: true, state: 'ok', plugin_count: 1, problems: 0 });
    t.like(plugin, {
      listing: 'listed',
      findings: [],
      scan: { level: 'ok' },
      tiers: { required: 0, optional: 1 },
    });
    t.is(plugin['served_id'], plugin['listed_id']);
    t.deepEqual(none['plugins'], []);
  },
);

test.serial('members of Everyone get them, under the name that the host gives its marketplace', async (t) => {
  await all.admin.ask(`POST /api/admin/groups/${everyone}/members`, { body: { email: 'ann@example.com' } });
  const installed = await ann.json(['skills', 'install', '--all']);
  const folder = ann.path('.claude', 'skills');
  const skills = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const shipped = (await readdir('plugins/agnes-core/skills')).toSorted();
  const text = join('agnes-data-querying', 'SKILL.md');

  likeWhole(t, installed, { ok: true, changes: [{ plugin: 'agnes/agnes-core', action: 'installed' }] });
  t.deepEqual(
    skills.toSorted(),
    shipped.map((name) => `agnes-agnes-core-${name}`),
  );
  t.is(
    await readFile(join(folder, `agnes-agnes-core-${text}`), 'utf8'),
    await readFile(join('plugins/agnes-core/skills', text), 'utf8'),
  );
  const client = new HostClient(all.host.url, ann.env['AGNES_TOKEN']);
  t.like(await client.ask('GET /marketplace/info'), { marketplace_name: 'acme-data', plugin_count: 1 });
});

test.serial('it is synced like any other, and neither changed, removed nor registered again', async (t) => {
  const { admin } = all;
  const synced = await look.sync('agnes');
  const changed = await admin.send('PATCH /api/marketplaces/agnes', { body: { name: 'Other' } });
  const removed = await admin.send('DELETE /api/marketplaces/agnes');
  const again = await admin.send('POST /api/marketplaces', {
    body: { name: 'Agnes', slug: 'agnes', url: 'https://example.com/agnes.git' },
  });

  t.like(synced, { action: 'unchanged', plugin_count: 1, problems: [] });
  t.is(changed.status, 409);
  t.is(removed.status, 409);
  t.is(again.status, 422);
});

test.serial('an administrator switches them off for all', async (t) => {
  const route = 'POST /api/marketplaces/agnes/plugins/agnes-core';
  await all.admin.ask(`${route}/disable`, { body: { reason: 'Not here.' } });
  const without = await ann.json(['skills', 'list']);
  await all.admin.ask(`${route}/enable`, { body: {} });
  const back = await ann.json(['skills', 'list']);

  t.deepEqual(without['plugins'], []);
  likeWhole(t, back, { plugins: [{ id: 'agnes/agnes-core', enabled: true, tier: 'optional' }] });
});

test.serial('a plugin says what it brings, and what its reader lacks in its own words alone', async (t) => {
  const { admin, host } = all;
  await look.registered('tools', catalogOf({ report: { files: report }, chart: {}, paint: {} }));
  const given = [
    ['marketplace_plugin', 'tools/report'],
    ['marketplace_plugin', 'tools/chart'],
    ['table', 'orders'],
  ];
  for (const [resource_type, resource_id] of given)
    await admin.ask('POST /api/admin/grants', { body: { group_id: everyone, resource_type, resource_id } });
  await ann.run(['skills', 'disable', 'tools/chart']);

  const { text } = await new HostClient(host.url, ann.env['AGNES_TOKEN']).send('GET /marketplace/info');
  const told = JSON.parse(text).plugins.find(
    ({ original_name: name }: { original_name: string }) => name === 'report',
  );
  const listed = await ann.run(['skills', 'list']);
  const shown = await ann.run(['skills', 'show', 'tools/report']);

  t.deepEqual(told.missing_tables, ['payroll', 'no_such_table']);
  t.deepEqual(told.needs, [
    { plugin: 'chart', state: 'off' },
    { plugin: 'paint@tools', state: 'missing' },
    { plugin: 'nobody', state: 'missing' },
  ]);
  t.deepEqual(told.brings, {
    skills: [{ name: 'report', description: 'Reports.', tables: ['orders', 'payroll', 'no_such_table'] }],
    commands: [{ name: 'go', description: 'Goes.' }],
    agents: [{ name: 'critic', description: 'Criticises.' }],
    ...{ hooks: [], mcp_servers: [], lsp_servers: [], programs: [], other_commands: [] },
  });
  t.deepEqual((await look.pluginOf('tools', 'report'))['gaps'], [
    { plugin: 'paint@tools', offered: true, groups: [everyone] },
    { plugin: 'nobody', offered: false, groups: [everyone] },
  ]);
  for (const { stdout } of [listed, shown]) {
    t.regex(stdout, /^tools\/report works with tables that you cannot read: payroll, no_such_table\.$/m);
    t.regex(stdout, /^tools\/report needs the plugin chart, which you have switched off\.$/m);
    t.regex(stdout, /^tools\/report needs the plugin nobody, which you do not get\.$/m);
  }
});

test.serial('the pages tell its reader and the administrator the same', async (t) => {
  const page = (await (await Visitor.signedIn(all.host.url, person)).open('/skills')).html;
  t.regex(page, /1 skill, 1 command, 1 agent<[\s\S]*<strong>critic<\/strong> Criticises\./);
  t.regex(page, /Works with tables that you cannot read: payroll, no_such_table\./);
  t.regex(page, /Needs the plugin paint@tools, which you do not get\./);
  const pages = await Visitor.signedIn(all.host.url, root);
  const gap = await pages.open('/admin/marketplaces/tools/plugins/report');
  t.regex(gap.html, /Needs the plugin paint@tools, which is not granted to Everyone\./);
  const shipped = await pages.open('/admin/marketplaces/agnes');
  t.regex(shipped.html, /it comes with the host[\s\S]*agnes-core[\s\S]*7 skills/);
  t.notRegex(shipped.html, /agnes\/(edit|delete)/);
});

test.serial('what an administrator has switched off is offered to nobody who needs it', async (t) => {
  const route = 'POST /api/marketplaces/tools/plugins/paint/disable';
  await all.admin.ask(route, { body: { reason: 'Not here.' } });

  t.deepEqual(((await look.pluginOf('tools', 'report'))['gaps'] as readonly object[])[0], {
    plugin: 'paint@tools',
    offered: false,
    groups: [everyone],
  });
});
