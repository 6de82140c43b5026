import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { deleteGrants, grantsOfType } from '../../host/access/grants/repository.ts';
import { type Machine, newMachine } from '../cli/run-agnes.ts';
import { fileContext } from '../support/file-context.ts';
import { HostClient } from '../support/host-client.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from './support/marketplace-look.ts';
import { syncing } from './support/syncing.ts';

const context = fileContext();
const everyone = '00000000-0000-7000-8000-000000000002';
let all: MarketplaceHost;
let look: MarketplaceLook;
let ann: Machine;

test.before(async () => {
  all = await marketplaceHost(context, { config: { marketplaces: { served_name: 'acme-data' } } });
  look = marketplaceLook(all);
  const { admin, host } = all;
  const person = { email: 'ann@example.com', password: 'a long enough password' };
  const { id } = await admin.ask('POST /api/users', { body: { email: person.email, name: 'Ann' } });
  await admin.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  ann = await newMachine(context, host.url);
  ann.env['AGNES_TOKEN'] = await new HostClient(host.url).signIn(person);
});

test.serial('the skills that come with the host are approved, and reach nobody without a grant', async (t) => {
  const listed = await look.listedAs('agnes');
  const plugin = await look.pluginOf('agnes', 'agnes-core');
  const none = await ann.json(['skills', 'list']);

  t.like(listed, { built_in: true, state: 'ok', plugin_count: 1, problems: 0 });
  t.like(plugin, { listing: 'listed', findings: [], scan: { level: 'ok' }, tiers: { required: 0, optional: 1 } });
  t.is(plugin['served_id'], plugin['listed_id']);
  t.deepEqual(none['plugins'], []);
});

test.serial('members of Everyone get them, under the name that the host gives its marketplace', async (t) => {
  await all.admin.ask(`POST /api/admin/groups/${everyone}/members`, { body: { email: 'ann@example.com' } });
  const installed = await ann.json(['skills', 'install', '--all']);
  const folder = ann.path('.claude', 'skills');
  const skills = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const shipped = (await readdir('plugins/agnes-core/skills')).toSorted();
  const text = join('agnes-data-querying', 'SKILL.md');

  t.like(installed, { ok: true, changes: [{ plugin: 'agnes/agnes-core', action: 'installed' }] });
  t.deepEqual(skills.toSorted(), shipped.map((name) => `agnes-agnes-core-${name}`));
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
  t.like(back, { plugins: [{ id: 'agnes/agnes-core', enabled: true, tier: 'optional' }] });
});

test('what is granted of them at the first start and taken away later stays away', async (t) => {
  const { sync, store, access } = await syncing(t);
  const order = { actor: { kind: 'system' }, signal: new AbortController().signal } as const;
  await store.keep((tx) => access.seedGroups(tx));
  await sync.runBuiltIn(order);
  const [seeded, ...others] = await grantsOfType(store.read, 'marketplace_plugin');
  await store.keep((tx) => deleteGrants(tx, [seeded?.id ?? '']));
  await sync.runBuiltIn(order);

  t.like(seeded, { group_id: everyone, resource_id: 'agnes/agnes-core', tier: 'optional' });
  t.deepEqual(others, []);
  t.deepEqual(await grantsOfType(store.read, 'marketplace_plugin'), []);
});
