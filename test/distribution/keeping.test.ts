import { chmod, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { syncHandler, syncKind } from '../../host/distribution/registry/sync-job.ts';
import { enqueue } from '../../host/jobs/enqueue.ts';
import type { Job, JobDraft } from '../../host/jobs/job.ts';
import { listJobs } from '../../host/jobs/list-repository.ts';
import { intentOf } from '../access/support/started-access.ts';
import { likeWhole } from '../support/like-whole.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';
import { catalogOf } from './support/catalog.ts';
import { syncing } from './support/syncing.ts';

test('content of other places waits for a yes, and is not brought at all unless its host is allowed', async (t) => {
  const { marketplace } = await syncing(t, { externalHosts: ['127.0.0.1'] });
  const source = await marketplace('source');
  await source.repository.commit([{ path: 'skills/a/SKILL.md', content: '---\nname: a\n---\n' }]);
  const { repository, sync, plugin } = await marketplace('outside');
  const github = { name: 'far', source: { source: 'github', repo: 'acme/far' } };
  const near = { name: 'near', source: { source: 'url', url: source.url } };
  await repository.commit([marketplaceOf([github, near])]);

  const { problems, count } = await sync();

  t.is(count, 1);
  likeWhole(t, problems, [{ about: 'far', rule: 'marketplace_source_unsupported' }]);
  likeWhole(t, (await plugin('near')).versions, [{ state: 'held', is_external: true }]);
  t.regex((await plugin('near')).versions[0]?.reason ?? '', /another place/);
});

/** What a killed sync and two quarantines leave, one of them of more than a month ago. */
const leaveBehind = async (kept: string, now: number): Promise<void> => {
  await mkdir(join(kept, 'store', '.incoming-killed'));
  for (const [name, days] of Object.entries({ old: 31, new: 29 })) {
    const folder = join(kept, 'quarantine', name);
    await mkdir(folder, { recursive: true });
    await utimes(folder, new Date(now - days * 86_400_000), new Date(now - days * 86_400_000));
  }
};

test('of old versions the newest five are kept, and what is served, and what is in a feed', async (t) => {
  const { marketplace, versions, store, now, clock, reviews, kept, upkeep } = await syncing(t);
  const { repository, sync, plugin, row } = await marketplace('old');
  const digests: string[] = [];
  for (let version = 0; version < 9; version += 1) {
    await repository.commit(catalogOf({ one: { version: `1.0.${version}` } }));
    clock.ms += 1000;
    await sync();
    digests.push((await plugin('one')).versions[0]?.content_digest ?? '');
    if (version === 2) await reviews.reject({ marketplace: 'old', plugin: 'one' }, intentOf('x'));
    if (version > 0) continue;
    const commit = { commit: 'c', parent: null, etag: 'e', depth: 1, bytes: 1, created_at: new Date(now()) };
    const feed = JSON.stringify([{ digest: digests[0] }]);
    const head = { principal: 'p', commit: 'c', etag: 'e', is_reset: false, holds_killed: false };
    await store.keep(async (tx) => {
      for (const id of ['c', 'left'])
        await tx
          .insertInto('marketplace_feed_commits')
          .values({ ...commit, commit: id, feed })
          .execute();
      await tx
        .insertInto('feed_heads')
        .values({ ...head, updated_at: new Date(now()) })
        .execute();
    });
  }
  await leaveBehind(kept, now());
  await upkeep.tidy();
  const known = (await plugin('one')).versions.map(({ declared_version }) => declared_version);

  t.deepEqual(known, ['1.0.8', '1.0.7', '1.0.6', '1.0.5', '1.0.4', '1.0.2', '1.0.0']);
  t.false((await readdir(join(kept, 'store'))).includes('.incoming-killed'));
  t.deepEqual(await readdir(join(kept, 'quarantine')), ['new']);
  const left = await store.read.selectFrom('marketplace_feed_commits').select('commit').execute();
  t.deepEqual(left, [{ commit: 'c' }]);
  t.deepEqual(await versions.digests(), [digests[0], ...digests.slice(4)].map(String).sort());
  const before = await row();
  await reviews.quarantine({ marketplace: 'old', plugin: 'one' }, intentOf('x'));
  t.like((await plugin('one')).served, { declared_version: '1.0.7' });
  t.like(await row(), { last_commit_sha: before?.last_commit_sha });
});

test('files that were changed in the store put their content into quarantine, until it was brought anew', async (t) => {
  const { marketplace, kept, plugins, conditions, reviews } = await syncing(t);
  const { repository, sync, plugin, served } = await marketplace('touched');
  await repository.commit(catalogOf({ one: {} }));
  await sync();
  const key = { marketplace: 'touched', plugin: 'one' };
  const digest = (await plugin('one')).served?.content_digest ?? '';
  const file = join(kept, 'store', digest, 'skills/one/SKILL.md');
  await chmod(file, 0o644);
  await writeFile(file, 'Do something else.');

  const refused = await t.throwsAsync(() => plugins.diff(key, {}));
  const [raised] = await conditions.open();
  const [aside] = await readdir(join(kept, 'quarantine'));
  const gone = await t.throwsAsync(() => reviews.approve(key, intentOf('x')));
  const brought = await sync();
  await reviews.approve(key, intentOf('x'));

  t.regex(refused.message, /are not those that were kept/);
  t.like(raised, { code: 'store_tampered', subjectId: digest });
  t.true(aside?.startsWith(digest));
  t.regex(gone.message, /does not hold the version/);
  t.is(brought.action, 'updated');
  t.deepEqual(
    (await served('one')).map((one) => one.digest),
    [digest],
  );
  t.deepEqual(await conditions.open(), []);
  t.regex(await readFile(file, 'utf8'), /Do it/);
  await rm(join(kept, 'store'), { recursive: true });
  t.is((await sync()).action, 'updated');
});

test('a job that names no marketplace queues one for each, and one that does reads it', async (t) => {
  const { marketplace, store, now, sync } = await syncing(t);
  const { repository, row } = await marketplace('first');
  await marketplace('second');
  await repository.commit(catalogOf({ one: {} }));
  const queue = { enqueue: (draft: JobDraft) => store.keep((tx) => enqueue(tx, draft, now())) };
  const handler = syncHandler({ store, jobs: queue, sync });
  const run = (job: Job) =>
    handler({ job, signal: new AbortController().signal, progress: () => {}, event: () => {} });
  const { job: daily } = await queue.enqueue({ kind: syncKind, params: null });

  const { result } = await run(daily);
  const jobs = await listJobs(store.read, { kind: syncKind });
  const own = jobs.find(({ params }) => JSON.stringify(params) === '{"marketplace":"first"}');
  const done = own && (await run(own));

  t.is((result as { queued: string[] }).queued.length, 2);
  t.like(own, { lane: 'marketplace', maxAttempts: 1 });
  t.like(done?.result, { id: 'first', action: 'created', plugin_count: 1 });
  t.is((await row())?.state, 'ok');
});
