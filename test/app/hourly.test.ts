import test from 'ava';
import { hourly } from '../../host/app/hourly.ts';
import { ManualClock } from '../jobs/manual-clock.ts';

const hour = 3_600_000;

test('hourly work is done at once, then every hour, until it is called off', async (t) => {
  const timers = new ManualClock();
  const done: string[] = [];
  const work = { remind: async () => void done.push('remind'), sweep: async () => void done.push('sweep') };
  const upkeep = hourly({ timers, log: () => undefined }, work);
  await timers.until(1);
  timers.advance(hour);
  await timers.until(1);

  await upkeep[Symbol.asyncDispose]();

  t.deepEqual(done, ['remind', 'sweep', 'remind', 'sweep']);
  t.is(timers.left, 0);
});

test('what fails is logged by its name; the rest is done, and the next hour tries again', async (t) => {
  const timers = new ManualClock();
  const told: unknown[] = [];
  const done: string[] = [];
  const work = {
    remind: () => Promise.reject(new Error('no mail')),
    sweep: async () => void done.push('sweep'),
  };
  const upkeep = hourly({ timers, log: (event, facts) => told.push([event, facts?.['name']]) }, work);
  await timers.until(1);
  timers.advance(hour);
  await timers.until(1);

  await upkeep[Symbol.asyncDispose]();

  t.deepEqual(
    told,
    Array.from({ length: 2 }, () => ['upkeep_failed', 'remind']),
  );
  t.deepEqual(done, ['sweep', 'sweep']);
});
