import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { freshStore } from '../../support/fresh-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { ManualClock } from '../manual-clock.ts';
import { admin } from '../observed.ts';
import { jobsOn } from '../open-jobs.ts';
import { every, openSchedules, pass, schedulesOn } from './open-schedules.ts';

const hour = 3_600_000;
const dyingScheduler = fileURLToPath(new URL('dying-scheduler.ts', import.meta.url));

test('F27: a clock that is set back fires nothing twice, one that is set forward catches up once', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, setBack, queued, tick, jobs } = opened;
  await schedules.ensure(every('every 15m'));
  jobs.start();
  await pass(12, opened, 5);
  const before = await queued();

  setBack(40 * 60_000);
  await pass(8, opened, 5);
  t.is(await queued(), before);

  setBack(-24 * hour);
  await tick();
  await tick();
  t.is(await queued(), before + 1);
});

test('F29: two schedulers queue a slot once', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, clock, queued } = opened;
  await schedules.ensure(every('every 15m'));
  const other = schedulesOn(opened);
  clock.advance(8 * 60_000);

  const fired = await Promise.all([schedules.fire('a'), other.fire('a'), schedules.fire('a')]);

  t.deepEqual(fired.toSorted(), ['not_due', 'not_due', 'queued']);
  t.is(await queued(), 1);
});

test('what a scheduler outside has queued is taken down and not queued again', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, clock, jobs, queued, tick } = opened;
  await schedules.ensure(every('every 15m'));
  clock.advance(8 * 60_000);
  const key = 'a:2027-01-01T00:07:30.000+00:00';
  await jobs.enqueue({ kind: 'work', params: {}, createdBy: 'scheduler', idempotencyKey: key });

  t.is(await schedules.noteFired('a'), 'queued');

  await tick();
  t.is(await queued(), 1);
  t.is((await opened.one('a'))?.lastSlot?.toISOString(), '2027-01-01T00:07:30.000Z');
});

test('a call from outside that met an equal run that waits counts for its slot', async (t) => {
  const { schedules, clock, jobs, one } = await openSchedules(t);
  await schedules.ensure(every('every 15m'));
  clock.advance(8 * 60_000);
  const waiting = { kind: 'work', params: {}, coalesceKey: 'schedule:a' };
  const { job } = await jobs.enqueue({ ...waiting, createdBy: 'u0' });
  const key = 'a:2027-01-01T00:07:30.000+00:00';
  await jobs.enqueue({ ...waiting, createdBy: 'scheduler', idempotencyKey: key });

  t.is(await schedules.noteFired('a'), 'queued');

  t.like(await one('a'), { lastJobId: job.id, lastSlot: new Date('2027-01-01T00:07:30Z') });
});

test('after kill -9 between the job and its row there is neither, and the slot is queued once', async (t) => {
  const folder = await tempFolder(t);
  const child = spawn(process.execPath, [dyingScheduler, folder], { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  const clock = new ManualClock();
  const store = await freshStore({ folder, now: clock.now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const jobs = jobsOn(t, store, clock);
  jobs.handle('work', async () => ({}));
  const schedules = schedulesOn({ store, jobs, now: clock.now });

  t.is(signal, 'SIGKILL');
  t.deepEqual(await jobs.list(admin, {}), []);
  t.is(await schedules.fire('a'), 'queued');
  t.is(await schedules.fire('a'), 'not_due');
  t.is((await jobs.list(admin, {})).length, 1);
});
