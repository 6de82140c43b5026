import test from 'ava';
import { systemIntent } from '../../../host/http/intent.ts';
import { insertSchedule } from '../../../host/jobs/schedules/repository.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { ended } from '../observed.ts';
import { every, openSchedules, pass, schedulesOn } from './open-schedules.ts';

const hour = 3_600_000;
const iso = (date: Date | undefined) => date?.toISOString();

test('F53: a slot that comes while the run before it still waits queues no second one', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, queued, tick } = opened;
  await schedules.ensure(every('every 15m'));

  await pass(24, opened, 5);
  await tick();
  await tick();

  // One run that waits is enough: nobody does these jobs.
  t.is(await queued(), 1);
  t.is(iso((await opened.one('a'))?.lastSlot), '2027-01-01T01:52:30.000Z');
});

test('F31: a restart repeats nothing that ran', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, clock, tick, queued, jobs } = opened;
  await schedules.ensure(every('daily 00:30'));
  await pass(4, opened, 10);
  const { lastJobId = '' } = (await opened.one('a')) ?? {};
  jobs.start();
  await ended(jobs, lastJobId);

  const again = schedulesOn(opened);
  await again.ensure(every('daily 00:30'));
  await again.fire('a');
  clock.advance(10 * 60_000);
  await tick();

  t.is(await queued(), 1);
  t.like(await opened.one('a'), { lastStatus: 'succeeded', failures: 0 });
});

test('what was missed before midnight is caught up after it, once', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, clock, tick, queued } = opened;
  await schedules.ensure(every('daily 23:50'));
  // Down from 23:00 on the first until ten past midnight of the third.
  clock.advance(48 * hour + 10 * 60_000);

  await tick();
  await tick();

  t.is(await queued(), 1);
  const { lastSlot, nextRun } = (await opened.one('a')) ?? {};
  t.deepEqual([iso(lastSlot), iso(nextRun)], ['2027-01-02T23:50:00.000Z', '2027-01-03T23:50:00.000Z']);
});

test('a schedule that skips drops what was missed, and says so', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, clock, tick, queued } = opened;
  await schedules.ensure(every('daily 23:50', { catchUp: 'skip' }));
  clock.advance(24 * hour);

  await tick();

  t.is(await queued(), 0);
  t.like(await opened.one('a'), { lastStatus: 'skipped(missed)' });
  clock.advance(24 * hour - 10 * 60_000 + 60_000);
  await tick();
  t.is(await queued(), 1, 'one minute late is not missed');
});

test('an owner that fails is tried again after 1, 2, 4 … minutes, then at its next slot', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, jobs, clock, tick } = opened;
  jobs.handle('work', async () => {
    throw new TypeError('broken');
  });
  jobs.start();
  await schedules.ensure(every('daily 00:10'));
  const runs: number[] = [];
  let last = '';
  for (let minute = 0; minute < 80; minute += 1) {
    clock.advance(60_000);
    await tick();
    const { lastJobId = '' } = (await opened.one('a')) ?? {};
    if (lastJobId === '' || lastJobId === last) continue;
    await ended(jobs, lastJobId);
    await tick();
    runs.push(minute + 1);
    last = lastJobId;
  }

  t.deepEqual(runs, [10, 11, 13, 17, 25, 41, 73]);
  const { failures, lastStatus, nextRun } = (await opened.one('a')) ?? {};
  t.deepEqual([failures, lastStatus, iso(nextRun)], [7, 'failed', '2027-01-02T00:10:00.000Z']);
});

test('a stored text that is no schedule fails with a condition, and good text ends it', async (t) => {
  const opened = await openSchedules(t);
  const { store, schedules, conditions, queued, clock } = opened;
  const row = { id: 'a', kind: 'work', target: '', spec: 'hourly', payload: null, enabled: true };
  const state = { next_run_at: new Date(0), last_slot_at: null, last_run_at: null, last_job_id: null };
  await store.keep((tx) =>
    insertSchedule(tx, {
      ...row,
      ...state,
      catch_up: 'once',
      last_status: null,
      failures: 0,
      created_by: null,
    }),
  );

  await pass(3, opened);

  t.is(await queued(), 0);
  t.like(await opened.one('a'), { lastStatus: 'failed(bad_schedule)', nextRun: undefined });
  likeWhole(t, await conditions.open(), [{ subjectId: 'a', code: 'bad_schedule' }]);

  await schedules.update('a', { spec: 'every 1m', changedBy: 'u0' }, systemIntent('schedule.update', 'a'));
  clock.advance(60_000);
  await pass(1, opened);
  t.deepEqual(await conditions.open(), []);
  t.is(await queued(), 1);
});

test('a kind that nobody does is skipped, and shown so', async (t) => {
  const opened = await openSchedules(t);
  await opened.schedules.ensure(every('every 1m', { kind: 'marketplace.sync' }));

  await pass(2, opened);

  t.is(await opened.queued(), 0);
  t.like(await opened.one('a'), { lastStatus: 'skipped(no_handler)' });
});

test('a default follows its setting until an administrator changes it', async (t) => {
  const { schedules, one } = await openSchedules(t);
  await schedules.ensure(every('every 15m'));
  await schedules.ensure(every('every 5m'));
  t.is((await one('a'))?.spec, 'every 5m');

  await schedules.update('a', { enabled: false, changedBy: 'u0' }, systemIntent('schedule.update', 'a'));
  await schedules.ensure(every('every 30m'));

  t.like(await one('a'), { spec: 'every 5m', enabled: false, createdBy: 'u0' });
});

test('what was missed while it was switched off is not made up for', async (t) => {
  const opened = await openSchedules(t);
  const { schedules, clock, queued, tick } = opened;
  const set = (enabled: boolean) =>
    schedules.update('a', { enabled, changedBy: 'u0' }, systemIntent('schedule.update', 'a'));
  await schedules.ensure(every('daily 00:10'));
  await set(false);
  clock.advance(12 * hour);
  await tick();

  await set(true);
  await tick();

  t.is(await queued(), 0);
});
