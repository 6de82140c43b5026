import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { likeWhole } from '../support/like-whole.ts';
import { jobLab } from './support/job-lab.ts';

const intent = systemIntent('test');
const chores = ['acme/chores', 'tidy'] as const;
const fresh = { freshness: 'never', columns: [] } as const;

test.serial('a job reads the catalog, writes the folder it declares, and says what it came to', async (t) => {
  const lab = await jobLab(t, [{ id: 'orders', name: 'orders', ...fresh, lastSync: new Date(0) }]);

  const done = await lab.run(...chores);
  await lab.run(...chores);
  const skipped = await lab.run(...chores, { how: 'skips' });
  const partly = await lab.run(...chores, { how: 'partly' });

  likeWhole(t, done, {
    status: 'succeeded',
    lane: 'plugin',
    params: {},
    result: { result: { tables: ['orders'] } },
  });
  t.like(skipped, { status: 'succeeded', result: { skipped: 'It is not Sunday.' } });
  t.like(partly, { status: 'partial', result: { partial: 'One corner is left.', result: { failed: 1 } } });
  t.is(await readFile(join(lab.dataDir, 'docs', 'tidy.txt'), 'utf8'), 'hello at true');
  t.is(await readFile(join(lab.dataDir, 'plugins/state/acme__chores/.plugin/visits'), 'utf8'), 'xx');
  t.deepEqual(await readdir(join(lab.dataDir, 'runs')), []);
});

test.serial(
  'a job fails with the reason and the hint of its plugin, waits as long as it is asked to, and may be cancelled',
  async (t) => {
    const lab = await jobLab(t);

    const failed = await lab.run(...chores, { how: 'fails' });
    const waiting = await lab.run(...chores, { how: 'waits' });
    const broken = await lab.run(...chores, { how: 'breaks' });
    const escaping = await lab.run(...chores, { how: 'escapes' });
    const hanging = await lab.start(...chores, { how: 'hangs' });
    await lab.jobs.cancel(lab.admin, hanging.id, intent);

    const error = { code: 'plugin_job_failed', plugin: 'acme/chores@1.0.0', retryable: false };
    t.like(failed, { status: 'failed', error });
    t.regex(
      failed.error?.message ?? '',
      /"chores\.tidy" failed: The key of the cupboard is no longer valid\. Renew the secret this source names, then run it again\.$/,
    );
    t.like(waiting, { status: 'queued', attempt: 1, error: { retryable: true, retryAfter: 120 } });
    t.regex(broken.error?.message ?? '', /a broom is not a function/);
    t.regex(escaping.error?.message ?? '', /tried what it is not granted/);
    await t.throwsAsync(access(join(lab.dataDir, 'outside.txt')), { code: 'ENOENT' });
    t.like(await lab.ended(hanging), { status: 'cancelled' });
  },
);

test.serial('a job that asks is run again after a yes, and knows of it', async (t) => {
  const lab = await jobLab(t);
  const asked = await lab.run(...chores, { how: 'asks' });

  await lab.jobs.confirm(lab.admin, asked.id, { accept: true, intent });
  const confirmed = await lab.ended(asked);

  t.like(asked, {
    status: 'needs_confirmation',
    confirm: { question: 'Throw it away? (things: 12)' },
    result: { counts: { things: 12 } },
  });
  t.like(confirmed, {
    status: 'succeeded',
    params: { how: 'asks', confirmed: true },
    result: { result: 'confirmed' },
  });
});

test.serial(
  'a job of a connector runs for each enabled source, in its folder, and has it read afterwards',
  async (t) => {
    const lab = await jobLab(t);
    for (const slug of ['desk', 'shop', 'closed'])
      await lab.registry.ensureSource({ slug, type: 'pushes', config: {} }, intent);
    await lab.registry.changeSource('closed', { enabled: false }, intent);

    const desk = await lab.registry.source('desk');
    const task = { id: 'pushes.fill', params: { count: 2 } };
    const waited = await lab.pluginJobs.doNow(desk, task, new AbortController().signal);
    const one = await lab.run('acme/pushes', 'fill', { connection: 'desk', count: 3 });
    const all = await lab.run('acme/pushes', 'fill', { ask: true });
    await lab.jobs.confirm(lab.admin, all.id, { accept: true, intent });
    const confirmed = await lab.ended(all);

    t.deepEqual(waited.done?.result, { filled: 2 });
    t.deepEqual(one.result, { sources: [{ source: 'desk', result: { filled: 3 }, read: true }] });
    t.is(all.confirm?.question, 'desk: Fill it? (tickets: 1) shop: Fill it? (tickets: 1)');
    likeWhole(t, confirmed, { params: { source: ['desk', 'shop'], confirmed: true } });
    t.deepEqual(
      (confirmed.result as { sources: { source: string }[] }).sources.map(({ source }) => source),
      ['desk', 'shop'],
    );
    t.is(await readFile(join(await lab.folders.kept('acme/pushes', 'shop'), 'filled.json'), 'utf8'), '1');
    const reads = await lab.jobs.list(lab.admin, { kind: 'webhook.process' });
    t.deepEqual(
      reads.map(({ params }) => params),
      [
        { connection: 'shop', force: false, trigger: 'job' },
        { connection: 'desk', force: false, trigger: 'job' },
      ],
    );
  },
);

test.serial(
  'a source that is not set up fails alone, and what a job keeps for one that is gone goes',
  async (t) => {
    const lab = await jobLab(t);
    await lab.registry.ensureSource({ slug: 'a', type: 'pushes', config: { place: '/nowhere' } }, intent);
    await lab.registry.ensureSource({ slug: 'b', type: 'pushes', config: {} }, intent);
    const gone = await lab.registry.source('b');
    const kept = await lab.folders.kept('acme/pushes', 'b');

    const both = await lab.run('acme/pushes', 'fill');
    await lab.registry.removeSource('b', { force: true }, intent);
    const reads = (await lab.jobs.list(lab.admin, { kind: 'webhook.process' })).length;
    const late = await lab.pluginJobs.doNow(
      gone,
      { id: 'pushes.fill', params: {} },
      new AbortController().signal,
    );

    likeWhole(t, both, {
      status: 'partial',
      result: {
        sources: [
          { source: 'a', error: { code: 'folder_not_granted' } },
          { source: 'b', result: { filled: 1 } },
        ],
      },
    });
    t.deepEqual(late.done?.result, { filled: 1 });
    await t.throwsAsync(access(kept), { code: 'ENOENT' });
    t.is((await lab.jobs.list(lab.admin, { kind: 'webhook.process' })).length, reads);
  },
);

test.serial('only what is there is started, with what it takes; equal jobs that wait are one', async (t) => {
  const lab = await jobLab(t);
  await lab.registry.ensureSource({ slug: 'desk', type: 'pushes', config: {} }, intent);

  await t.throwsAsync(lab.start('acme/chores', 'sweep'), { code: 'plugin_job_not_found' });
  await t.throwsAsync(lab.start('acme/nobody', 'tidy'), { code: 'plugin_job_not_found' });
  const off = await jobLab(t, [], { isEnabled: () => false });
  await t.throwsAsync(off.start(...chores), { code: 'plugin_unavailable' });
  await t.throwsAsync(off.start('acme/chores', 'sweep'), { code: 'plugin_job_not_found' });
  await t.throwsAsync(lab.start(...chores, { how: 'badly' }), { code: 'job_params_invalid' });
  await t.throwsAsync(lab.start(...chores, { hwo: 'well' }), { code: 'job_params_invalid' });
  await t.throwsAsync(lab.start(...chores, { connection: 'desk' }), { code: 'job_source_unknown' });
  await t.throwsAsync(lab.start('acme/pushes', 'fill', { connection: 'nobody' }), {
    code: 'job_source_unknown',
  });
  await t.throwsAsync(lab.start('acme/pushes', 'fill', { count: -1 }), { code: 'job_params_invalid' });
  const hanging = await lab.start(...chores, { how: 'hangs' });
  const waiting = [
    await lab.start(...chores, { how: 'skips' }),
    await lab.start(...chores, { how: 'skips' }),
  ];
  const other = await lab.start(...chores, { how: 'partly' });
  await lab.jobs.cancel(lab.admin, hanging.id, intent);

  t.is(waiting[0]?.id, waiting[1]?.id);
  t.not(other.id, waiting[0]?.id);
  t.like(await lab.ended(other), { status: 'partial' });
});
