import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { maintenanceHandlers } from '../../host/app/maintenance.ts';
import { ExtractFolders } from '../../host/extract/extract-folder.ts';
import { Jobs } from '../../host/jobs/jobs.ts';
import { isOverdue } from '../../host/lake/status/patience.ts';
import { QueryJobs } from '../../host/query/jobs/query-jobs.ts';
import { ResultFolder } from '../../host/query/jobs/result-folder.ts';
import { ManualClock } from '../jobs/manual-clock.ts';
import { admin, ended } from '../jobs/observed.ts';
import { makeChange } from '../lake/support/make-change.ts';
import { openLake, registerTables } from '../lake/support/open-lake.ts';
import { tempFolder } from '../support/temp-folder.ts';

const hour = 3_600_000;
const retention = {
  jobs_days: 90,
  job_events_days: 30,
  sent_mail_days: 30,
  sync_history_days: 365,
  query_log_days: 90,
  conditions_days: 90,
};

/** Two published tables, and whoever keeps the house. */
const kept = async (t: ExecutionContext) => {
  const dataDir = await tempFolder(t);
  const opened = await openLake(dataDir);
  const clock = new ManualClock();
  const { store, lake, registry, conditions } = opened;
  const source = await registerTables(opened, ['orders', 'people']);
  await lake.publish(
    await makeChange(dataDir, source, { orders: 'SELECT 1 AS id', people: 'SELECT 2 AS id' }),
  );
  const jobs = new Jobs({ store, now: clock.now, timers: clock, random: () => 0.5, log: () => {} });
  const config = { state: { retention } };
  // Of the configuration nothing else is read here.
  const runs = { discoverExtracts: async () => [] };
  const folder = new ResultFolder(join(dataDir, 'query-results'), 1_000);
  await folder.open();
  const queryJobs = new QueryJobs({ store, jobs, folder, now: clock.now });
  const own = { queryJobs, folders: new ExtractFolders(dataDir), plugins: { webhooks: () => [] } as never };
  const parts = {
    store,
    lake,
    registry,
    conditions,
    dataDir,
    runs,
    now: clock.now,
    config: config as never,
    ...own,
    pluginSweep: {},
  };
  for (const [kind, handler] of Object.entries(maintenanceHandlers(parts))) jobs.handle(kind, handler);
  jobs.start();
  t.teardown(async () => {
    await jobs[Symbol.asyncDispose]();
    await opened[Symbol.asyncDispose]();
  });
  const run = async (kind: string) => {
    const { job } = await jobs.enqueue({ kind: `maintenance.${kind}`, params: {}, maxAttempts: 1 });
    await ended(jobs, job.id);
    return jobs.get(admin, job.id);
  };
  const open = async () => (await conditions.open()).map(({ subjectId, code }) => `${subjectId} ${code}`);
  const fileOf = (name: string) => lake.published().find((table) => table.name === name)?.files[0] ?? '';
  return { clock, dataDir, conditions, run, open, fileOf, jobs, source };
};

test('F18: a published file that changed or is gone is found by its digest, and only its table is named', async (t) => {
  const { run, open, fileOf, conditions } = await kept(t);
  t.like(await run('store-verify'), { status: 'succeeded', result: { files: 2, sound: 2, damaged: [] } });
  t.deepEqual(await open(), []);

  await appendFile(fileOf('orders'), 'x');
  t.like(await run('store-verify'), { status: 'partial', result: { sound: 1 } });

  t.deepEqual(await open(), ['orders table_damaged']);
  const [damaged] = await conditions.open();
  t.regex(damaged?.why ?? '', /^The table "orders" is damaged: data\/orders\.\w+\.parquet is not the file/);
  t.regex(damaged?.remedy ?? '', /"connection":"shop","force":true/);
  await rm(fileOf('people'));
  t.like(await run('store-verify'), { status: 'partial', result: { sound: 0 } });
  t.deepEqual((await open()).toSorted(), ['orders table_damaged', 'people table_damaged']);
});

test('a source whose tables were not read in time is a condition, until they are', async (t) => {
  const { run, open, clock, source } = await kept(t);
  t.like(await run('health-check'), { status: 'succeeded', result: { stale: 0 } });

  clock.advance(13 * hour);
  t.like(await run('health-check'), { result: { stale: 1 } });

  t.deepEqual(await open(), [`${source.id} source_stale`]);
});

test('a table is overdue by its own schedule', (t) => {
  const overdue = (hours: number, syncSchedule?: string) =>
    isOverdue(syncSchedule === undefined ? {} : { syncSchedule }, { since: new Date(0), now: hours * hour });

  t.deepEqual([overdue(23), overdue(25)], [false, true]);
  t.deepEqual([overdue(25, 'every 6h'), overdue(30, 'daily 03:00')], [true, false]);
  t.deepEqual([overdue(49, 'daily 03:00'), overdue(95, 'every 48h')], [true, false]);
});

test('a backup that fails is a condition, and the next that succeeds ends it', async (t) => {
  const { run, open, dataDir } = await kept(t);
  const folder = join(dataDir, 'state', 'backups');
  await writeFile(folder, 'in the way');

  t.is((await run('backup')).status, 'failed');
  t.deepEqual(await open(), ['backup backup_failed']);

  await rm(folder);
  await mkdir(folder);
  t.like(await run('backup'), { status: 'succeeded', result: { kept: 1 } });
  t.deepEqual(await open(), []);
  t.is((await readdir(folder)).length, 1);
});

test('jobs that ended go with their events after their time, those that wait stay', async (t) => {
  const { run, clock, jobs } = await kept(t);
  const old = await run('health-check');
  await jobs.enqueue({ kind: 'nobody', params: {} });
  clock.advance(91 * 24 * hour);

  const { result } = await run('retention');

  t.like(result, { jobs: 1 });
  await t.throwsAsync(jobs.get(admin, old.id), { code: 'job_not_found' });
  t.deepEqual(
    (await jobs.list(admin, {})).map(({ kind }) => kind),
    ['maintenance.retention', 'nobody'],
  );
});
