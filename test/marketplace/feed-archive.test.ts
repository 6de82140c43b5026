import { hash } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { feedOf } from '../../marketplace/feed/feed.ts';
import { FeedArchives } from '../../marketplace/feed/feed-archives.ts';
import { fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import { feedWorkshop, twoPlugins } from '../support/feed-workshop.ts';
import { testReach } from '../support/served-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

const whileBuilding = <T>(build: () => Promise<T>): Promise<T> => build();
const { signal } = new AbortController();

test('two servers write the same bytes for one feed, whatever their order of reading', async (t) => {
  const [one, two] = [await feedWorkshop(t), await feedWorkshop(t)];
  const [first, second] = [await one.feed(twoPlugins('x')), await two.feed(twoPlugins('x'))];

  const paths = await Promise.all(
    [
      { feed: first, store: one.store },
      { feed: second, store: two.store },
    ].map(async ({ feed, store }) =>
      new FeedArchives({ folder: await tempFolder(t), store, mostBytes: 1e9, whileBuilding }).of(
        feed,
        signal,
      ),
    ),
  );

  t.is(first.etag, second.etag);
  const [left, right] = await Promise.all(paths.map(async (path) => readFile(path)));
  t.true(left?.equals(right ?? Buffer.alloc(0)));
});

test('an archive holds the catalogue, every file byte for byte and what may be run', async (t) => {
  const { store, feed, folder } = await feedWorkshop(t);
  const served = await feed(twoPlugins('x'));
  const archives = new FeedArchives({ folder: await tempFolder(t), store, mostBytes: 1e9, whileBuilding });

  const [file, again] = await Promise.all([archives.of(served, signal), archives.of(served, signal)]);

  t.is(file, again);
  const into = join(folder, 'unpacked');
  const integrity = `sha256-${hash('sha256', await readFile(file), 'base64')}`;
  await fetchPackage(
    { type: 'archive', file, integrity },
    { into, mirror: folder, reach: testReach, signal },
  );
  const text = async (path: string) => readFile(join(into, path), 'utf8');
  const catalogue = JSON.parse(await text('.claude-plugin/marketplace.json'));
  t.is(catalogue.name, 'agnes');
  t.is(catalogue.metadata.version, served.etag);
  t.deepEqual(catalogue.plugins[0], {
    name: 'tools',
    source: './plugins/acme-tools',
    description: 'Tools.',
    category: 'work',
    version: served.plugins[0]?.version,
  });
  // The manifest that was written holds the components; named twice, they would be loaded twice.
  t.deepEqual(Object.keys(catalogue.plugins[1]).sort(), ['name', 'source', 'version']);
  const written = JSON.parse(await text('plugins/acme-notes/.claude-plugin/plugin.json'));
  t.deepEqual(written, { name: 'notes', version: served.plugins[1]?.version, skills: ['./s'] });
  t.regex(written.version, /^0\.3\.0\+[0-9a-f]{12}$/);
  t.is(await text('plugins/acme-notes/two words.md'), 'ä\n');
  t.is((await stat(join(into, 'plugins/acme-tools/bin/run'))).mode & 0o777, 0o755);
  t.is((await stat(join(into, 'plugins/acme-notes/two words.md'))).mode & 0o777, 0o644);
  t.deepEqual(JSON.parse(await text('.agnes/version.json')), { etag: served.etag, format: 1 });
});

test('nothing granted is a catalogue without plugins', async (t) => {
  const { store } = await feedWorkshop(t);
  const archives = new FeedArchives({ folder: await tempFolder(t), store, mostBytes: 1e9, whileBuilding });

  const file = await archives.of(feedOf([], 'agnes'), signal);

  t.true((await stat(file)).size > 0);
});

test('archives beyond the bytes that they may take go, those used longest ago first', async (t) => {
  const { store, feed } = await feedWorkshop(t);
  const folder = await tempFolder(t);
  const archives = new FeedArchives({ folder, store, mostBytes: 1, whileBuilding });

  await archives.of(await feed(twoPlugins('x')), signal);
  const last = await feed(twoPlugins('y'));
  await archives.of(last, signal);

  t.deepEqual(await readdir(folder), [`${last.etag}.zip`]);
});

test('files that somebody changed in the store are served to nobody', async (t) => {
  const { store, feed, folder } = await feedWorkshop(t);
  const served = await feed(twoPlugins('x'));
  const digest = served.plugins[0]?.digest ?? '';
  const changed = join(folder, 'store', digest, 'bin/run');
  await chmod(changed, 0o755);
  await writeFile(changed, '#!/bin/sh\necho evil\n');
  const target = await tempFolder(t);
  const archives = new FeedArchives({ folder: target, store, mostBytes: 1e9, whileBuilding });

  await t.throwsAsync(archives.of(served, signal), { code: 'marketplace_version_tampered' });

  t.deepEqual(await readdir(target), []);
  await rm(join(folder, 'store', digest), { recursive: true });
  await t.throwsAsync(archives.of(served, signal), { code: 'marketplace_version_missing' });
});

test('a version is kept once, and a sync brings back one that is gone', async (t) => {
  const { store, read } = await feedWorkshop(t);
  const [plugin] = await read(twoPlugins('x'));
  const digest = plugin?.digest ?? '';

  await store.remove(digest);
  await read(twoPlugins('x'));

  t.is((await store.read(digest)).length, 3);
  t.is((await store.digests()).length, 2);
  t.deepEqual(await new VersionStore('/nowhere').digests(), []);
});
