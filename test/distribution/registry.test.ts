import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { filesBelow } from '../support/files-below.ts';
import { likeWhole } from '../support/like-whole.ts';
import { servedRepository } from '../support/served-repository.ts';
import { catalogOf } from './support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from './support/marketplace-look.ts';

const context = fileContext();
const token = 'ghp_Whisper7zq81Whisper7zq81Whisper7zq81';
let all: MarketplaceHost;
let see: MarketplaceLook;

test.before(async () => {
  all = await marketplaceHost(context);
  see = marketplaceLook(all);
});

test('a marketplace is registered, read at once and told to the field', async (t) => {
  const hook = { path: 'hooks/run.sh', content: '#!/bin/sh\n', mode: '100755' } as const;
  const { commit, synced, url } = await see.registered(
    'tools',
    catalogOf({ review: { files: [hook] }, lint: {} }),
  );
  const listed = await see.listedAs('tools');
  const plugins = await see.pluginsOf('tools');

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
  likeWhole(t, await see.versionsOf('tools', 'review'), [{ state: 'approved', verdict: 'ok', commit }]);
  t.is(plugins[1]?.['served_id'], plugins[1]?.['listed_id']);
  t.deepEqual(await see.rows('GET /api/marketplaces/tools/host-plugins'), []);
  t.true((await all.admin.send('GET /api/admin/access-overview')).text.includes('"tools/review"'));
});

test('a commit that was read is not read again, and nothing is written of it', async (t) => {
  await see.registered('same', catalogOf({ one: {} }));
  const before = await see.listedAs('same');
  const actions = await see.actionsOn('marketplace:same');

  const again = await see.sync('same');

  t.like(again, { action: 'unchanged', plugin_count: 1 });
  t.like(await see.listedAs('same'), { last_synced_at: before['last_synced_at'] });
  // What is new is the request alone.
  t.is((await see.actionsOn('marketplace:same')).length, actions.length + 1);
});

// Serial: what other tests sync comes and goes while every file is read.
test.serial('N73: a token stays with its host and is in nothing that is written or told', async (t) => {
  const { server, repository } = await servedRepository(t, { password: token });
  await repository.commit(catalogOf({ one: {} }));
  const body = { name: 'Locked', slug: 'locked', url: `${server.url}/r.git`, token: 'ghp_wrong7zq81' };
  await all.admin.ask('POST /api/marketplaces', { body });

  const refused = await all.admin.send('POST /api/marketplaces/locked/sync');
  await all.admin.ask('PATCH /api/marketplaces/locked', { body: { token } });
  const synced = await see.sync('locked');
  const kept = await see.listedAs('locked');
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
  const { repository } = await see.registered('guarded', catalogOf({ one: {}, two: {} }));
  const hooks = {
    path: 'hooks/hooks.json',
    content: JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: 'true' }] }] } }),
  };
  const first = (await see.versionsOf('guarded', 'one'))[0]?.['id'];
  await repository.commit(catalogOf({ one: { version: '2.0.0', files: [hooks] }, two: {} }));
  await see.sync('guarded');
  const [held] = await see.versionsOf('guarded', 'one');
  const waiting = await see.pluginOf('guarded', 'one');
  const address = '/api/marketplaces/guarded/plugins/one';
  const difference = await all.admin.ask(`GET ${address}/diff`);
  const approved = await all.admin.ask(`POST ${address}/approve`, { body: { reason: 'read it' } });
  const rejected = await all.admin.ask(`POST ${address}/reject`);
  const unexplained = await all.admin.send(`POST ${address}/disable`, { body: {} });
  await all.admin.ask(`POST ${address}/disable`, { body: { reason: 'an incident' } });
  await repository.commit(catalogOf({ one: { version: '3.0.0' }, two: {} }));
  await see.sync('guarded');
  const still = await see.pluginOf('guarded', 'one');
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
  t.deepEqual(await see.actionsOn('marketplace_plugin:guarded/one'), [
    'marketplace.plugin_enabled',
    'marketplace.plugin_disabled',
    'marketplace.plugin_rejected',
    'marketplace.plugin_approved',
  ]);
});

test('N13: with a marketplace go its token, its plugins and its grants, and its mirror when it is purged', async (t) => {
  await see.registered('gone', catalogOf({ one: {} }), { token });
  const { id: group_id } = await all.admin.ask('POST /api/admin/groups', { body: { name: 'Gone' } });
  const grant = { group_id, resource_type: 'marketplace_plugin', resource_id: 'gone/one' };
  await all.admin.ask('POST /api/admin/grants', { body: grant });

  const removed = await all.admin.send('DELETE /api/marketplaces/gone?purge=true');
  const grants = await see.rows('GET /api/admin/grants?resource_type=marketplace_plugin');
  const left = await readdir(join(all.host.dataDir, 'marketplaces'));

  t.is(removed.status, 204);
  t.deepEqual(await see.listedAs('gone'), {});
  t.false(grants.some((one) => one['group_id'] === group_id));
  t.false((await all.admin.send('GET /api/admin/secrets')).text.includes('AGNES_MARKETPLACE_GONE_TOKEN'));
  t.false(left.includes('gone'));
  t.is((await all.admin.send('POST /api/marketplaces/gone/sync')).status, 404);
});

test('what cannot be registered is a 400, a 409 or a 422, and says which', async (t) => {
  const { url } = await all.repository('fine');
  const post = async (more: object) => {
    const body = { name: 'X', slug: 'x', url, ...more };
    const { status, body: problem } = await all.admin.send('POST /api/marketplaces', { body });
    return [status, problem['code']];
  };
  const twin = { slug: 'foo-bar', name: 'Twin', url };
  await all.admin.ask('POST /api/marketplaces', { body: twin });

  t.deepEqual(await post({ slug: 'store' }), [422, 'marketplace_invalid']);
  t.deepEqual(await post({ branch: '--upload-pack=x' }), [422, 'marketplace_invalid']);
  t.deepEqual(await post({ url: 'https://169.254.169.254/r' }), [400, 'marketplace_url']);
  t.deepEqual(await post({ review_mode: 'pinned' }), [422, 'marketplace_invalid']);
  t.deepEqual(await post({ slug: 'foo-bar' }), [409, 'marketplace_taken']);
  t.deepEqual(await post({ slug: 'foo_bar' }), [409, 'marketplace_token_taken']);
  t.is((await post({ unknown: 1 }))[0], 422);
});

test('of all that are synced together each has its own end', async (t) => {
  const { repository } = await see.registered('bad', catalogOf({ one: {} }));
  await repository.commit([{ path: 'README.md', content: 'nothing else' }]);

  const { synced, errors } = await all.admin.ask('POST /api/marketplaces/sync-all');

  t.true(JSON.stringify(synced).includes('"action":"unchanged"'));
  t.regex(JSON.stringify(errors), /"id":"bad","name":"bad","error":".*could not be synced/);
});
