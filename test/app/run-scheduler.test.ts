import { fileURLToPath } from 'node:url';
import type { ServiceHost } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { startScheduler } from '../../host/app/run-scheduler.ts';
import { schedulerSettings } from '../../host/app/scheduler-settings.ts';
import { dueRun, syncRunKind } from '../../host/extract/trigger.ts';
import { isoUtc } from '../../host/store/iso-utc.ts';
import { openSchedules, schedulesOn } from '../jobs/schedules/open-schedules.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

const bundled = fileURLToPath(new URL('../../plugins', import.meta.url));
const minute = 60_000;

/** A scheduler as the host starts it, and what its service was given. */
const started = async (t: ExecutionContext, run: 'host' | 'process', folder = bundled) => {
  const opened = await openSchedules(t);
  const { jobs } = opened;
  jobs.handle(syncRunKind, async () => ({}));
  const schedules = schedulesOn(opened, {
    calls: { 'data-refresh': { method: 'POST', path: '/api/sync/trigger', timeoutS: 120 } },
  });
  const local = `${await tempFolder(t)}/plugins/local`;
  const { plugins } = await startPlugins(t, { bundled: folder, local, store: '' });
  let given: ServiceHost | undefined;
  const parts = {
    ...opened,
    schedules,
    scheduler: schedulerSettings({}),
    config: { services: { scheduler: { run } } },
    groupSyncs: { isNeeded: async () => false, run: async () => ({ asked: 0, changed: 0, failed: 0 }) },
    log: () => {},
    dataDir: '',
    registry: { tables: async () => [] },
    scheduleSync: { sync: async () => {} },
    plugins: {
      services: () => plugins.services(),
      onSwap: (listener: () => Promise<void>) => plugins.onSwap(listener),
      startService: (id: string, host: ServiceHost) => {
        given = host;
        return plugins.startService(id, host);
      },
    },
  };
  // What keeps the house is not run here, and of the configuration nothing else is read.
  const scheduler = await startScheduler(parts as never);
  t.teardown(() => scheduler[Symbol.asyncDispose]());
  const listed = async () => ((await given?.schedules.list()) ?? []).map(({ id }) => id);
  return { ...opened, schedules, scheduler, plugins, listed };
};

test('the host has the service go on, knows how it is doing, and stops it', async (t) => {
  const { plugins, scheduler, listed, conditions } = await started(t, 'host');

  likeWhole(t, plugins.services(), [
    { id: 'scheduler', plugin: 'agnes/service-scheduler', health: { status: 'ok', metrics: { failed: 0 } } },
  ]);
  t.deepEqual((await listed()).toSorted(), [
    'backup',
    'data-refresh',
    'discover-extracts',
    'google.group-sync',
    'health-check',
    'marketplaces',
    'memory-expiry',
    'plugin-store-clean',
    'plugin-store-verify',
    'retention',
    'store-verify',
  ]);
  t.deepEqual(await conditions.open(), []);

  await scheduler[Symbol.asyncDispose]();
  likeWhole(t, plugins.services(), [{ health: { status: 'down', detail: 'It was not started.' } }]);
});

test('with a scheduler outside the host fires what no call stands for, and says so when nobody calls', async (t) => {
  const { schedules, listed, jobs, clock, conditions } = await started(t, 'process');
  t.false((await listed()).includes('data-refresh'));
  clock.advance(8 * minute);
  const one = async () => (await schedules.list()).find(({ id }) => id === 'data-refresh');
  const key = `data-refresh:${isoUtc((await one())?.nextRun ?? new Date(0))}`;
  const call = { kind: syncRunKind, params: dueRun, createdBy: 'scheduler', idempotencyKey: key };
  const { job } = await jobs.enqueue(call);

  await listed();
  t.like(await one(), { lastJobId: job.id, lastStatus: 'queued' });

  clock.advance(40 * minute);
  await listed();
  likeWhole(t, await conditions.open(), [{ subjectId: 'scheduler', code: 'scheduler_late' }]);
});

test('without the plugin nothing recurs, and a condition says so', async (t) => {
  const { conditions } = await started(t, 'host', await tempFolder(t));

  likeWhole(t, await conditions.open(), [{ subjectId: 'scheduler', code: 'service_off' }]);
});
