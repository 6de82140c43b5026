import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { filesBelow } from '../support/files-below.ts';
import { GitRepository } from '../support/git-repository.ts';
import { gitServer } from '../support/git-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { catalogOf, type MarketplaceHost, marketplaceHost, skill } from './support/marketplace-host.ts';

const context = fileContext();
const token = 'ghp_Whisper7zq81Whisper7zq81Whisper7zq81';
let all: MarketplaceHost;

test.before(async () => {
  all = await marketplaceHost(context);
});

/** Registers a repository and waits until it is read. */
const registered = async (slug: string, files: ReturnType<typeof catalogOf>, more: object = {}) => {
  const { repository, url } = await all.repository(slug);
  const commit = await repository.commit(files);
  await all.admin.ask('POST /api/marketplaces', { body: { name: slug, slug, url, ...more } });
  const synced = await sync(slug);
  return { repository, url, commit, synced };
};

const sync = (slug: string) => all.admin.ask(`POST /api/marketplaces/${slug}/sync`);
const rows = async (route: string): Promise<readonly Record<string, unknown>[]> =>
  Object.values(await all.admin.ask(route)) as Record<string, unknown>[];
const listedAs = async (slug: string) =>
  (await rows('GET /api/marketplaces')).find(({ id }) => id === slug) ?? {};
const pluginsOf = (slug: string) => rows(`GET /api/marketplaces/${slug}/plugins`);
const pluginOf = async (slug: string, name: string) =>
  (await pluginsOf(slug)).find((plugin) => plugin['name'] === name) ?? {};
const versionsOf = async (slug: string, name: string) =>
  (await pluginOf(slug, name))['versions'] as readonly Record<string, unknown>[];
const actionsOn = async (resource: string) =>
  ((await all.admin.ask('GET /api/admin/audit?limit=500'))['entries'] as Record<string, unknown>[])
    .filter((entry) => entry['resource'] === resource)
    .map(({ action }) => action);

test('a marketplace is registered, read at once and told to the field', async (t) => {
  const hook = { path: 'hooks/run.sh', content: '#!/bin/sh\n', mode: '100755' } as const;
  const { commit, synced, url } = await registered(
    'tools',
    catalogOf({ review: { files: [hook] }, lint: {} }),
  );
  const listed = await listedAs('tools');
  const plugins = await pluginsOf('tools');

  t.like(synced, {
    id: 'tools',
    name: 'tools',
    commit,
    path: 'marketplaces/tools',
    plugin_count: 2,
    problems: [],
  });
  t.is(typeof synced['job_id'], 'string');
  t.like(listed, {
    id: 'tools',
    url,
    branch: null,
    last_commit_sha: commit,
    last_error: null,
    has_token: false,
  });
  t.like(listed, { plugin_count: 2, state: 'ok', pin: null, review_mode: null, description: null });
  t.deepEqual(
    plugins.map(({ name }) => name),
    ['lint', 'review'],
  );
  t.like(plugins[1], {
    description: 'About review.',
    version: '1.0.0',
    source_type: 'relative',
    listing: 'listed',
  });
  t.like(await versionsOf('tools', 'review'), [{ state: 'approved', verdict: 'ok', commit }]);
  t.is(plugins[1]?.['served_id'], plugins[1]?.['listed_id']);
  t.deepEqual(await rows('GET /api/marketplaces/tools/host-plugins'), []);
});

test('a commit that was read is not read again, and nothing is written of it', async (t) => {
  await registered('same', catalogOf({ one: {} }));
  const before = await listedAs('same');
  const actions = await actionsOn('marketplace:same');

  const again = await sync('same');

  t.like(again, { action: 'unchanged', plugin_count: 1 });
  t.like(await listedAs('same'), { last_synced_at: before['last_synced_at'] });
  // What is new is the request alone.
  t.is((await actionsOn('marketplace:same')).length, actions.length + 1);
});

test('a token is bound to its host, forgotten on another, and in nothing that is written or told', async (t) => {
  const folder = await tempFolder(t);
  await using server = await gitServer(folder, { password: token });
  const repository = await GitRepository.in(folder, 'r.git');
  await repository.commit(catalogOf({ one: {} }));
  const body = { name: 'Locked', slug: 'locked', url: `${server.url}/r.git`, token: 'ghp_wrong7zq81' };
  await all.admin.ask('POST /api/marketplaces', { body });

  const refused = await all.admin.send('POST /api/marketplaces/locked/sync');
  await all.admin.ask('PATCH /api/marketplaces/locked', { body: { token } });
  const synced = await sync('locked');
  const kept = await listedAs('locked');
  const other = { url: server.url.replace('127.0.0.1', 'localhost') };
  const elsewhere = await all.admin.send('PATCH /api/marketplaces/locked', { body: other });
  const moved = { url: `${all.git.url}/r.git` };
  const after = await all.admin.ask('PATCH /api/marketplaces/locked', { body: moved });
  const told = [
    refused.text,
    JSON.stringify(kept),
    (await all.admin.send('GET /api/admin/audit?limit=500')).text,
  ];
  const secrets = await all.admin.send('GET /api/admin/secrets');

  t.is(refused.status, 500);
  t.is(refused.body['code'], 'marketplace_sync_failed');
  t.like(synced, { plugin_count: 1 });
  t.true(kept['has_token']);
  t.is(elsewhere.status, 400);
  t.false(after['has_token']);
  t.false(secrets.text.includes('AGNES_MARKETPLACE_LOCKED_TOKEN'));
  for (const text of [...told, all.host.stdout(), all.host.stderr()]) t.notRegex(text, /zq81/i);
  const written = await filesBelow(join(all.host.dataDir, 'marketplaces'));
  for (const path of written) t.notRegex(await readFile(path, 'latin1'), /zq81/i);
});

test('what runs something new waits for a yes, a no brings back what was served, and the switch outlives syncs', async (t) => {
  const { repository } = await registered('guarded', catalogOf({ one: {}, two: {} }));
  const hooks = {
    path: 'hooks/hooks.json',
    content: JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: 'true' }] }] } }),
  };
  const first = (await versionsOf('guarded', 'one'))[0]?.['id'];
  await repository.commit(catalogOf({ one: { version: '2.0.0', files: [hooks] }, two: {} }));
  await sync('guarded');
  const [held] = await versionsOf('guarded', 'one');
  const waiting = await pluginOf('guarded', 'one');
  const address = '/api/marketplaces/guarded/plugins/one';
  const difference = await all.admin.ask(`GET ${address}/diff`);
  const approved = await all.admin.ask(`POST ${address}/approve`, { body: { reason: 'read it' } });
  const rejected = await all.admin.ask(`POST ${address}/reject`);
  const unexplained = await all.admin.send(`POST ${address}/disable`, { body: {} });
  await all.admin.ask(`POST ${address}/disable`, { body: { reason: 'an incident' } });
  await repository.commit(catalogOf({ one: { version: '3.0.0' }, two: {} }));
  await sync('guarded');
  const still = await pluginOf('guarded', 'one');
  const on = await all.admin.ask(`POST ${address}/enable`);

  t.like(held, { state: 'held', reason: 'It runs something new: hooks.', declared_version: '2.0.0' });
  t.like(waiting, { served_id: first, listed_id: held?.['id'] });
  t.like(difference, { from: { id: first }, to: { id: held?.['id'] } });
  t.like((difference['files'] as object[])[1], {
    path: 'hooks/hooks.json',
    status: 'added',
    text: `+${hooks.content}`,
  });
  t.is(approved['served_id'], held?.['id']);
  t.is(rejected['served_id'], first);
  t.is(unexplained.status, 422);
  t.like(still, { disabled: { reason: 'an incident' }, version: '3.0.0' });
  t.like(on, { disabled: null, served_id: on['listed_id'] });
  t.deepEqual(await actionsOn('marketplace_plugin:guarded/one'), [
    'marketplace.plugin_enabled',
    'marketplace.plugin_disabled',
    'marketplace.plugin_rejected',
    'marketplace.plugin_approved',
  ]);
});

test('what fails, vanishes or breaks upstream takes nothing away from who has it', async (t) => {
  const { repository, commit } = await registered('rough', catalogOf({ one: {}, two: {}, three: {} }));
  const link = { path: 'away', content: '/etc/passwd', mode: '120000' } as const;
  await repository.commit(catalogOf({ one: { files: [link] }, two: {} }));
  const second = await sync('rough');
  const plugins = await pluginsOf('rough');
  const [entry] = catalogOf({});
  await repository.commit(catalogOf({ two: { files: [{ path: 'b', content: 'b' }] } }));
  const third = await sync('rough');
  await repository.commit([{ path: entry?.path ?? '', content: '{' }]);
  const broken = await all.admin.send('POST /api/marketplaces/rough/sync');
  const shown = await listedAs('rough');
  await repository.commit(catalogOf({}));
  const emptied = await all.admin.send('POST /api/marketplaces/rough/sync');

  t.deepEqual(
    plugins.map(({ name, listing }) => [name, listing]),
    [
      ['one', 'broken'],
      ['three', 'delisted'],
      ['two', 'listed'],
    ],
  );
  t.true(plugins.every(({ served_id }) => typeof served_id === 'string'));
  t.like(second['problems'], [{ about: 'one', level: 'problem' }]);
  t.true((third['problems'] as { rule: string }[]).some(({ rule }) => rule === 'version_reused'));
  t.is((await versionsOf('rough', 'two'))[0]?.['version_reused'], true);
  t.is(broken.status, 500);
  t.regex(String(broken.body['detail']), /marketplace.json/);
  t.like(shown, { state: 'failed', last_commit_sha: third['commit'], plugin_count: 1 });
  t.not(shown['last_commit_sha'], commit);
  t.regex(String(emptied.body['detail']), /no plugin is left/);
  t.true((await actionsOn('marketplace:rough')).includes('marketplace.sync_failed'));
});

test('grants follow a plugin to its new name, and the switch does, too', async (t) => {
  const { repository } = await registered('named', catalogOf({ old: {}, kept: {} }));
  const { id: group_id } = await all.admin.ask('POST /api/admin/groups', { body: { name: 'Named' } });
  const grant = { group_id, resource_type: 'marketplace_plugin', resource_id: 'named/old', tier: 'required' };
  const granted = await all.admin.ask('POST /api/admin/grants', { body: grant });
  await all.admin.ask('POST /api/marketplaces/named/plugins/old/disable', { body: { reason: 'wait' } });
  await repository.commit(catalogOf({ fresh: {}, kept: {} }, { renames: { old: 'fresh' } }));

  await sync('named');
  const grants = await rows('GET /api/admin/grants?resource_type=marketplace_plugin');
  const own = grants.filter((one) => one['group_id'] === group_id);

  t.false(granted['resource_unknown'] === true);
  t.like(own, [{ resource_id: 'named/fresh', tier: 'required' }]);
  t.is(own.length, 1);
  t.like(await pluginOf('named', 'fresh'), {
    disabled: { reason: 'wait' },
    tiers: { required: 1, optional: 0 },
  });
  t.deepEqual(await pluginOf('named', 'old'), {});
});

test('a pin is that commit and no other: moved tags and lost commits change nothing', async (t) => {
  const { repository, url } = await all.repository('pinned');
  const first = await repository.commit(catalogOf({ one: {} }));
  await repository.git(['tag', 'v1', first]);
  const body = { name: 'Pinned', slug: 'pinned', url, pin: first, review_mode: 'pinned' };
  await all.admin.ask('POST /api/marketplaces', { body });
  await sync('pinned');
  const second = await repository.commit(catalogOf({ one: {}, two: {} }));
  const stays = await sync('pinned');
  await all.admin.ask('PATCH /api/marketplaces/pinned', { body: { pin: 'v1' } });
  await sync('pinned');
  await repository.git(['tag', '--force', 'v1', second]);
  const moved = await all.admin.send('POST /api/marketplaces/pinned/sync');
  await all.admin.ask('PATCH /api/marketplaces/pinned', { body: { pin: 'f'.repeat(40) } });
  const lost = await all.admin.send('POST /api/marketplaces/pinned/sync');
  const shown = await listedAs('pinned');
  await all.admin.ask('PATCH /api/marketplaces/pinned', { body: { pin: 'v1' } });
  const taken = await sync('pinned');

  t.like(stays, { action: 'unchanged', commit: first, plugin_count: 1 });
  t.regex(String(moved.body['detail']), /The tag "v1" was moved/);
  t.is(lost.status, 500);
  t.like(shown, { last_commit_sha: first, plugin_count: 1, state: 'failed' });
  t.like(taken, { commit: second, plugin_count: 2 });
});

test('with a marketplace go its token, its plugins and its grants, and its mirror when it is purged', async (t) => {
  await registered('gone', catalogOf({ one: {} }), { token });
  const { id: group_id } = await all.admin.ask('POST /api/admin/groups', { body: { name: 'Gone' } });
  const grant = { group_id, resource_type: 'marketplace_plugin', resource_id: 'gone/one' };
  await all.admin.ask('POST /api/admin/grants', { body: grant });

  const removed = await all.admin.send('DELETE /api/marketplaces/gone?purge=true');
  const grants = await rows('GET /api/admin/grants?resource_type=marketplace_plugin');
  const left = await filesBelow(join(all.host.dataDir, 'marketplaces'));

  t.is(removed.status, 204);
  t.deepEqual(await listedAs('gone'), {});
  t.false(grants.some((one) => one['group_id'] === group_id));
  t.false((await all.admin.send('GET /api/admin/secrets')).text.includes('AGNES_MARKETPLACE_GONE_TOKEN'));
  t.false(left.some((path) => path.includes('/marketplaces/gone/')));
  t.is((await all.admin.send('POST /api/marketplaces/gone/sync')).status, 404);
});

test('slugs, addresses and references that lead astray are refused before git hears of them', async (t) => {
  const { url } = await all.repository('fine');
  const post = async (more: object) => {
    const body = { name: 'X', slug: 'x', url, ...more };
    const { status, body: problem } = await all.admin.send('POST /api/marketplaces', { body });
    return [status, problem['code']];
  };
  const twin = { slug: 'foo-bar', name: 'Twin', url };
  await all.admin.ask('POST /api/marketplaces', { body: twin });

  for (const slug of ['', 'A', '-x', 'a/b', '..', 'store', 'tmp', 'quarantine', 'git-cache', 'x'.repeat(65)])
    t.deepEqual(await post({ slug }), [422, 'marketplace_invalid'], slug);
  for (const branch of ['-x', '--upload-pack=x', 'a..b', 'a b', 'a~1', 'x.lock', '@', ''])
    t.deepEqual(await post({ branch }), [422, 'marketplace_invalid'], branch);
  for (const bad of [
    'http://example.com/r.git',
    'ssh://example.com/r',
    'https://u:p@example.com/r',
    '-x',
    'file:///etc',
    'https://10.0.0.1/r',
    'https://169.254.169.254/',
    'ext::sh -c x',
  ])
    t.deepEqual(await post({ url: bad }), [400, 'marketplace_url'], bad);
  t.deepEqual(await post({ review_mode: 'pinned' }), [422, 'marketplace_invalid']);
  t.deepEqual(await post({ slug: 'foo-bar' }), [409, 'marketplace_taken']);
  t.deepEqual(await post({ slug: 'foo_bar' }), [409, 'marketplace_token_taken']);
  t.is((await post({ unknown: 1 }))[0], 422);
});

test('of all that are synced together each has its own end', async (t) => {
  const good = await registered('good', catalogOf({ one: {} }));
  const { repository } = await registered('bad', catalogOf({ one: {} }));
  await good.repository.commit([...catalogOf({ one: {} }), skill('more', 'x')]);
  await repository.commit([{ path: 'README.md', content: 'nothing else' }]);

  const later = await all.admin.send('POST /api/marketplaces/good/sync', {
    headers: { prefer: 'respond-async' },
  });
  const together = await all.admin.ask('POST /api/marketplaces/sync-all');
  const synced = together['synced'] as { id: string }[];
  const errors = together['errors'] as { id: string; error: string }[];

  t.is(later.status, 202);
  t.like(later.body, { action: 'queued' });
  t.true(synced.some(({ id }) => id === 'good'));
  t.regex(errors.find(({ id }) => id === 'bad')?.error ?? '', /could not be synced/);
});
