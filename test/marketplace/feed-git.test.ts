import { execFile } from 'node:child_process';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { feedOf } from '../../marketplace/feed/feed.ts';
import { advertise, uploadPack } from '../../marketplace/feed/upload-pack.ts';
import { feedRepositories, feedWorkshop, twoPlugins } from '../support/feed-workshop.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { signal } = new AbortController();
const run = promisify(execFile);
const git = async (...args: string[]) => (await run('git', args)).stdout.trim();

const opened = async (t: ExecutionContext) => {
  const workshop = await feedWorkshop(t);
  return { ...workshop, ...(await feedRepositories(t, workshop.store)) };
};

test('two servers give one feed after one history the same commit', async (t) => {
  const [one, two] = [await opened(t), await opened(t)];

  const ids = await Promise.all(
    [one, two].map(async ({ feed, serve }) => {
      const first = await serve(await feed(twoPlugins('x')));
      return [first, await serve(await feed(twoPlugins('y')), first)];
    }),
  );

  t.deepEqual(ids[0], ids[1]);
  t.not(ids[0]?.[0], ids[0]?.[1]);
});

test('a clone goes on with what is served next, whatever was added or taken away; programs stay programs', async (t) => {
  const { feed, read, serve, repositories } = await opened(t);
  const first = await serve(await feed(twoPlugins('x')));
  const served = join(await tempFolder(t), 'clone');
  await git('clone', '--quiet', (await repositories.find(first)) ?? '', served);
  const less = feedOf((await read(twoPlugins('y'))).slice(0, 1), 'agnes');

  const second = await serve(less, first);

  await git('-C', served, 'remote', 'set-url', 'origin', (await repositories.find(second)) ?? '');
  await git('-C', served, 'pull', '--quiet', '--ff-only');
  t.is(await git('-C', served, 'rev-parse', 'HEAD'), second);
  t.is(await git('-C', served, 'log', '--format=%s', '-1'), less.etag);
  const files = await git('-C', served, 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'HEAD');
  t.deepEqual(files.split('\n'), [
    '100644 .claude-plugin/marketplace.json',
    '100644 plugins/acme-tools/.claude-plugin/plugin.json',
    '100755 plugins/acme-tools/bin/run',
    '100644 plugins/acme-tools/skills/a/SKILL.md',
  ]);
});

test('a repository holds what its commit leads to and nothing else, and can be checked whole', async (t) => {
  const { feed, read, serve, repositories } = await opened(t);
  const all = await serve(await feed(twoPlugins('x')));
  const one = await serve(feedOf((await read(twoPlugins('x'))).slice(0, 1), 'agnes'));
  const folder = (await repositories.find(one)) ?? '';

  const objects = await git('-C', folder, 'cat-file', '--batch-check=%(objectname)', '--batch-all-objects');

  const reached = await git('-C', folder, 'rev-list', '--objects', '--no-object-names', one);
  t.deepEqual(objects.split('\n').sort(), reached.split('\n').sort());
  await t.notThrowsAsync(git('-C', folder, 'fsck', '--strict'));
  await t.throwsAsync(git('-C', folder, 'cat-file', '-e', all));
  t.true((await repositories.bytes(one)) > 0);
});

test('what is served twice is built once more to no harm; a ref that was changed is not served', async (t) => {
  const { feed, serve, repositories } = await opened(t);
  const served = await feed(twoPlugins('x'));

  const ids = await Promise.all([serve(served), serve(served)]);

  t.is(ids[0], ids[1]);
  const folder = await repositories.find(ids[0] ?? '');
  await writeFile(join(folder ?? '', 'packed-refs'), `${'0'.repeat(40)} refs/heads/main\n`);
  t.is(await repositories.find(ids[0] ?? ''), undefined);
  await t.throwsAsync(serve(served, ids[0]), { code: 'marketplace_lineage_broken' });
});

test('beyond its bytes the cache lets go what was used longest ago, and nothing that was used just now', async (t) => {
  const { feed, store } = await feedWorkshop(t);
  const { serve, gitFolder } = await feedRepositories(t, store, { mostBytes: 1 });
  const first = await serve(await feed(twoPlugins('x')));
  const second = await serve(await feed(twoPlugins('y')));
  t.is((await readdir(gitFolder)).length, 2);
  await utimes(join(gitFolder, `${first}.git`), new Date(0), new Date(0));

  const third = await serve(await feed(twoPlugins('z')));

  t.deepEqual((await readdir(gitFolder)).sort(), [`${second}.git`, `${third}.git`].sort());
});

test('both versions of the protocol are spoken', async (t) => {
  const { feed, serve, repositories, surroundings } = await opened(t);
  const id = await serve(await feed(twoPlugins('x')));
  const folder = (await repositories.find(id)) ?? '';
  const call = { surroundings, signal };

  await using old = advertise(folder, { ...call, protocol: undefined });
  const refs = Buffer.concat(await Array.fromAsync(old.output)).toString();
  await using second = advertise(folder, { ...call, protocol: 'version=2' });
  const abilities = Buffer.concat(await Array.fromAsync(second.output)).toString();
  const request = Buffer.from('0014command=ls-refs\n0000');
  await using asked = uploadPack(folder, request, { ...call, protocol: 'version=2' });
  const listed = Buffer.concat(await Array.fromAsync(asked.output)).toString();

  await Promise.all([old.ended, second.ended, asked.ended]);
  t.true(refs.includes(`${id} refs/heads/main`));
  t.regex(abilities, /version 2/);
  t.notRegex(abilities, /filter/);
  t.true(listed.includes(`${id} HEAD`));
});
