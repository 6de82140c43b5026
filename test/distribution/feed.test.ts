import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { feedHost, type Person } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { likeWhole } from '../support/like-whole.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

const jsonType = { 'content-type': 'application/json' };

test('N75: an archive is the same bytes for two with one view; who has it already is told so before a file is touched', async (t) => {
  const { ask, sync, grant, folder } = await feedHost(t);
  await sync(twoPlugins('x'));
  for (const person of ['ann', 'bob'] as const) await grant(person, 'tools');
  await grant('bob', 'notes');
  const bytesOf = async (person: Person, path = '/marketplace.zip') => {
    const answer = await ask(person, path);
    return { etag: answer.headers.get('etag') ?? '', answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const info = await ask('ann', '/marketplace/info');
  const { etag } = (await info.json()) as { etag: string };

  const known = await ask('ann', '/marketplace.zip', { headers: { 'if-none-match': `"${etag}"` } });

  t.is(known.status, 304);
  t.deepEqual(await readdir(folder), ['state', 'store']);
  const ann = await bytesOf('ann');
  t.is(ann.etag, `"${etag}"`);
  t.is(ann.answer.headers.get('cache-control'), 'private, no-cache');
  t.regex(ann.answer.headers.get('content-disposition') ?? '', /agnes-marketplace\.zip/);
  t.is(Number(ann.answer.headers.get('content-length')), ann.bytes.length);
  const tools = await bytesOf('bob', '/marketplace/plugins/acme-tools.zip');
  t.deepEqual(tools.bytes, (await bytesOf('ann', '/marketplace/plugins/acme-tools.zip')).bytes);
  t.not((await bytesOf('bob')).etag, ann.etag);
  t.is((await ask('ann', '/marketplace/plugins/acme-notes.zip')).status, 404);
  t.is((await ask('boss', '/marketplace/plugins/acme-tools.zip')).status, 404);
  // All that ann has is the one plugin: the archive of it is the same one.
  t.is((await readdir(join(folder, 'archives'))).length, 2);
});

test('a change of whatever decides is seen at the next request', async (t) => {
  const { ask, told, sync, grant, revoke, disable } = await feedHost(t);
  const names = async (person: Person = 'ann') => {
    const { plugins } = (await told(person)) as { plugins: { original_name: string; enabled: boolean }[] };
    return plugins.filter(({ enabled }) => enabled).map(({ original_name }) => original_name);
  };
  const choose = (plugin: string, enabled: boolean) =>
    ask('ann', `/api/me/plugins/acme/${plugin}`, {
      method: 'PUT',
      body: JSON.stringify({ enabled }),
      headers: jsonType,
    });
  const seen: (readonly string[])[] = [];
  const look = async () => seen.push(await names());
  await grant('ann', 'notes');
  await look();
  await sync(twoPlugins('x'));
  await look();
  const id = await grant('ann', 'tools');
  await look();
  const scoped = (name: string) =>
    ask('ann', '/api/me/plugins/acme/tools', {
      method: 'PUT',
      headers: { ...jsonType, authorization: `Bearer ${name}` },
      body: '{"enabled":true}',
    });
  t.deepEqual([(await scoped('narrow')).status, (await scoped('shopper')).status], [403, 200]);
  t.is((await choose('tools', false)).status, 200);
  await look();
  t.is((await choose('tools', true)).status, 200);
  await disable('notes');
  await look();
  await disable('notes', false);
  await revoke(id);
  await look();

  t.deepEqual(seen, [[], ['notes'], ['notes', 'tools'], ['notes'], ['tools'], ['notes']]);
  // What an administrator could have is not what they were given.
  t.deepEqual(await names('boss'), []);
  const empty = await ask('boss', '/marketplace.zip');
  t.is(empty.status, 200);
});

test('what is required stays on, and what one was not given cannot be told from what is not there', async (t) => {
  const { ask, told, sync, grant, store } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('ann', 'tools', 'required');
  await grant('ann', 'notes');
  const choose = async (person: Person, plugin: string, enabled = false) => {
    const body = JSON.stringify({ enabled });
    const init = { method: 'PUT', body, headers: jsonType };
    const answer = await ask(person, `/api/me/plugins/acme/${plugin}`, init);
    const { code, ...said } = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, code, said };
  };

  const [required, off, foreign, absent] = [
    await choose('ann', 'tools'),
    await choose('ann', 'notes'),
    await choose('bob', 'tools'),
    await choose('bob', 'nothing'),
  ];

  t.deepEqual([required.status, required.code], [409, 'feed_plugin_required']);
  t.deepEqual(off.said, {
    marketplace_slug: 'acme',
    original_name: 'notes',
    enabled: false,
    tier: 'optional',
  });
  t.deepEqual([foreign.status, absent.status, foreign.code], [404, 404, absent.code]);
  const { plugins, plugin_count } = (await told('ann')) as { plugins: object[]; plugin_count: number };
  t.is(plugin_count, 1);
  t.like(plugins[1], { name: 'notes', prefixed_name: 'acme-notes', tier: 'optional', enabled: false });
  const audit = await store.read.selectFrom('audit_log').select(['action', 'resource']).execute();
  t.deepEqual(
    audit.filter(({ action }) => action.startsWith('marketplace.')),
    [{ action: 'marketplace.plugin_choice', resource: 'marketplace_plugin:acme/notes' }],
  );
});

test('what reached whom is noted, by each way', async (t) => {
  const { ask, url, git, sync, grant, feed, store, people } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('ann', 'tools');
  await grant('bob', 'tools');
  await ask('bob', '/marketplace/info');
  await (await ask('ann', '/marketplace.zip')).arrayBuffer();
  await git('ann', ['ls-remote', `${url}/marketplace.git`]);
  await feed.deliveries[Symbol.asyncDispose]();
  const deliveries = store.read
    .selectFrom('marketplace_deliveries')
    .select(['principal', 'channel', 'version']);
  const before = await deliveries.execute();

  await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, join(await tempFolder(t), 'clone')]);
  await feed.deliveries[Symbol.asyncDispose]();

  const ann = people['ann']?.userId ?? '';
  likeWhole(t, before, [{ principal: ann, channel: 'zip' }]);
  const after = await deliveries.orderBy('channel').execute();
  t.deepEqual(
    after.map(({ channel }) => channel),
    ['git', 'zip'],
  );
  t.true(after.every(({ principal, version }) => principal === ann && version.startsWith('1.0.0+')));
});

test('two plugins with one name are both served and told', async (t) => {
  const { told, sync, grant } = await feedHost(t);
  const manifest = '{"name":"same"}';
  await sync([
    marketplaceOf(['a', 'b'].map((name) => ({ name, source: `./${name}`, description: `Does ${name}.` }))),
    { path: 'a/.claude-plugin/plugin.json', content: manifest },
    { path: 'b/.claude-plugin/plugin.json', content: manifest },
  ]);
  for (const plugin of ['a', 'b']) await grant('ann', plugin);

  const { plugins, conflicts } = (await told('ann')) as { plugins: object[]; conflicts: object[] };

  t.like(plugins[0], { name: 'same', original_name: 'a', description: 'Does a.' });
  t.like(plugins[1], { name: 'same-acme', original_name: 'b', renamed_from: 'same' });
  t.deepEqual(conflicts, [
    { name: 'same', kept: 'acme/a', renamed: [{ plugin: 'acme/b', name: 'same-acme' }] },
  ]);
});
