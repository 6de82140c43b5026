import { access, chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { tempFolder } from '../support/temp-folder.ts';

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}`,
});

const uploadType = { 'content-type': 'application/x-git-upload-pack-request' };
const line = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text;

/** What a client sends that wants one object and has none, in both versions of the protocol. */
const wanting = (id: string) => [
  { body: `${line(`want ${id}\n`)}0000${line('done\n')}`, headers: {} },
  {
    body: `${line('command=fetch\n')}0001${line(`want ${id}\n`)}${line('done\n')}0000`,
    headers: { 'git-protocol': 'version=2' },
  },
];

test('T100a: a clone is pulled forward by a grant, an update and a revocation, and programs stay programs', async (t) => {
  const { url, git, sync, grant, revoke, told } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('ann', 'notes');
  const clone = join(await tempFolder(t), 'clone');
  const pull = () => git('ann', ['-C', clone, 'pull', '--quiet', '--ff-only']);
  await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, clone]);
  const run = join(clone, 'plugins/acme-tools/bin/run');
  const note = join(clone, 'plugins/acme-notes/s/b/SKILL.md');
  t.deepEqual([await isThere(run), await isThere(note)], [false, true]);

  const id = await grant('ann', 'tools', 'required');
  await pull();
  t.is((await stat(run)).mode & 0o111, 0o111);
  const before = await git('ann', ['-C', clone, 'rev-parse', 'HEAD']);
  await sync(twoPlugins('y'));
  await pull();
  t.not(await git('ann', ['-C', clone, 'rev-parse', 'HEAD']), before);
  await revoke(id);
  const info = await told('ann');
  await pull();

  t.false(await isThere(run));
  t.true(await isThere(note));
  t.is(info['plugin_count'], 1);
  t.is(info['reset_required'], false);
  t.is(await git('ann', ['-C', clone, 'log', '--format=%s', '-1']), String(info['etag']));
  t.is(await git('ann', ['-C', clone, 'rev-list', '--count', 'HEAD']), '4');
});

test('T100c: what is switched off leaves every history at the next request, and a clone heals it', async (t) => {
  const { url, git, sync, grant, disable, told, ask } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('ann', 'notes');
  const tools = await grant('ann', 'tools', 'required');
  const clone = join(await tempFolder(t), 'clone');
  const address = `${url}/marketplace.git`;
  await git('ann', ['clone', '--quiet', address, clone]);
  const old = await git('ann', ['-C', clone, 'rev-parse', 'HEAD']);

  await disable('tools');

  const info = await told('ann');
  t.deepEqual([info['plugin_count'], info['reset_required']], [1, true]);
  t.is((await ask('ann', '/marketplace/plugins/acme-tools.zip')).status, 404);
  await t.throwsAsync(git('ann', ['-C', clone, 'pull', '--quiet', '--ff-only']));
  t.true((await told('ann'))['reset_required']);
  for (const { body, headers } of wanting(old)) {
    const init = { method: 'POST', body, headers: { ...basic('ann'), ...uploadType, ...headers } };
    t.regex(await (await fetch(`${address}/git-upload-pack`, init)).text(), /not our ref/);
  }
  const anew = join(await tempFolder(t), 'anew');
  await git('ann', ['clone', '--quiet', address, anew]);
  t.is(await git('ann', ['-C', anew, 'rev-list', '--count', 'HEAD']), '1');
  t.false((await told('ann'))['reset_required']);
  // Back again, it is a plugin like any other.
  await disable('tools', false);
  await git('ann', ['-C', anew, 'pull', '--quiet', '--ff-only']);
  t.true(await isThere(join(anew, 'plugins/acme-tools/bin/run')));
  t.truthy(tools);
});

test('T100: no commit, tree or file of what others are served can be fetched by its id', async (t) => {
  const { url, git, sync, grant, revoke } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('bob', 'notes');
  const both = await grant('bob', 'tools');
  await grant('ann', 'notes');
  const address = `${url}/marketplace.git`;
  const [bobs, anns] = [join(await tempFolder(t), 'bob'), join(await tempFolder(t), 'ann')];
  await git('bob', ['clone', '--quiet', address, bobs]);
  // What bob has had before is none of ann's either.
  await revoke(both);
  await git('bob', ['-C', bobs, 'pull', '--quiet', '--ff-only']);
  await git('ann', ['clone', '--quiet', address, anns]);
  const objectsIn = async (folder: string) =>
    (await git('ann', ['-C', folder, 'rev-list', '--objects', '--no-object-names', 'HEAD'])).split('\n');
  const own = new Set(await objectsIn(anns));
  const foreign = (await objectsIn(bobs)).filter((id) => !own.has(id));
  t.true(foreign.length > 5);

  const answers = await Promise.all(
    foreign.flatMap((id) =>
      wanting(id).map(async ({ body, headers }) => {
        const init = { method: 'POST', body, headers: { ...basic('ann'), ...uploadType, ...headers } };
        return (await fetch(`${address}/git-upload-pack`, init)).text();
      }),
    ),
  );

  t.deepEqual(
    answers.filter((text) => !/not our ref/.test(text)),
    [],
  );
  await t.throwsAsync(git('ann', ['-C', anns, 'fetch', '--quiet', 'origin', foreign[0] ?? '']));
  const [version] = [...own];
  await t.notThrowsAsync(git('ann', ['-C', anns, 'fetch', '--quiet', 'origin', version ?? '']));
});

test('two who were served the same share a commit; what is not kept any more is built again with the same ids', async (t) => {
  const { url, git, sync, grant, folder, store, versions } = await feedHost(t);
  const address = `${url}/marketplace.git`;
  const head = async (person: string) => (await git(person, ['ls-remote', address, 'HEAD'])).slice(0, 40);
  await sync(twoPlugins('x'));
  for (const person of ['ann', 'bob'] as const) await grant(person, 'tools');
  const first = [await head('ann'), await head('bob')];
  await sync(twoPlugins('y'));
  const second = await Promise.all([head('ann'), head('bob'), head('ann')]);
  t.is(new Set(first).size, 1);
  t.is(new Set(second).size, 1);
  t.deepEqual(
    (await readdir(join(folder, 'git-cache'))).sort(),
    [`${first[0]}.git`, `${second[0]}.git`].sort(),
  );

  await rm(join(folder, 'git-cache'), { recursive: true });
  t.is(await head('ann'), second[0]);
  const clone = join(await tempFolder(t), 'clone');
  await git('ann', ['clone', '--quiet', address, clone]);
  t.is(await git('ann', ['-C', clone, 'rev-list', '--count', 'HEAD']), '2');

  // Without what its first commit held a history cannot be built: it begins anew.
  const rows = await store.read.selectFrom('marketplace_feed_commits').select(['parent', 'feed']).execute();
  const [digest] = rows.find(({ parent }) => parent === null)?.feed.match(/\b[0-9a-f]{64}\b/) ?? [];
  await versions.remove(digest ?? '');
  await rm(join(folder, 'git-cache'), { recursive: true });
  t.not(await head('ann'), second[0]);
  const left = await store.read.selectFrom('feed_heads').selectAll().execute();
  t.deepEqual(left.map(({ is_reset }) => is_reset).sort(), [false, true]);
});

test('what somebody is served already is built for nobody else again', async (t) => {
  const { url, git, sync, grant, store, versions } = await feedHost(t);
  const head = async (person: string) =>
    (await git(person, ['ls-remote', `${url}/marketplace.git`, 'HEAD'])).slice(0, 40);
  await sync(twoPlugins('x'));
  await grant('ann', 'tools');
  const first = await head('ann');
  // Without its content it could not be.
  for (const digest of await versions.digests()) await versions.remove(digest);

  await grant('bob', 'tools');

  t.is(await head('bob'), first);
  const commits = await store.read.selectFrom('marketplace_feed_commits').select('commit').execute();
  t.deepEqual(commits, [{ commit: first }]);
});

test('content that somebody changed in the store reaches nobody, and the next request does without it', async (t) => {
  const { url, git, sync, grant, ask, folder, store } = await feedHost(t);
  await sync(twoPlugins('x'));
  for (const plugin of ['tools', 'notes']) await grant('ann', plugin);
  const rows = await store.read.selectFrom('marketplace_plugin_versions').selectAll().execute();
  const digest = rows.find(({ name }) => name === 'tools')?.content_digest ?? '';
  const changed = join(folder, 'store', digest, 'bin/run');
  await chmod(changed, 0o755);
  await writeFile(changed, '#!/bin/sh\necho evil\n');

  const [zip, again] = [await ask('ann', '/marketplace.zip'), await ask('ann', '/marketplace.zip')];

  t.deepEqual([zip.status, again.status], [503, 200]);
  const clone = join(await tempFolder(t), 'clone');
  await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, clone]);
  t.deepEqual(await readdir(join(clone, 'plugins')), ['acme-notes']);
  const conditions = await store.read.selectFrom('conditions').select(['code', 'subject_id']).execute();
  t.deepEqual(conditions, [{ code: 'store_tampered', subject_id: digest }]);
});
