import type { ServiceSchedule } from '@agnes/sdk';
import test from 'ava';
import scheduler from '../scheduler.ts';

const minute = 60_000;

const started = (answer: (id: string) => Promise<void> = async () => {}) => {
  let now = 0;
  let ticks: (() => void) | undefined;
  const listed = new Map<string, number>();
  const fired: string[] = [];
  const logs: string[] = [];
  const door = { isBroken: false };
  const service = scheduler.create({
    tickSeconds: 30,
    now: () => now,
    log: (message) => logs.push(message),
    schedules: {
      list: async () => {
        if (door.isBroken) throw new TypeError('no host');
        return [...listed].map(([id, nextRun]): ServiceSchedule => ({ id, nextRun }));
      },
      fire: async ({ id, nextRun }) => {
        fired.push(`${id} ${nextRun}`);
        await answer(id);
      },
      tick: (_seconds, pass) => {
        ticks = pass;
        return () => {
          ticks = undefined;
        };
      },
    },
  });
  const go = (ms: number) => {
    now += ms;
    return service.pass();
  };
  return { service, listed, fired, logs, door, go, isTicking: () => ticks !== undefined };
};

test('what is due is fired once, and again when its next run is due', async (t) => {
  const { listed, fired, go, service } = started();
  listed.set('a', 10).set('b', 5 * minute);

  t.deepEqual([await go(10), await go(10), await go(10)], ['done', 'done', 'done']);
  listed.set('a', minute);
  await go(minute);

  t.deepEqual(fired, ['a 10', `a ${minute}`]);
  t.like(service.health(), { status: 'ok', metrics: { schedules: 2 } });
});

test('a run that is still listed five minutes after it was fired is fired once more', async (t) => {
  const { listed, fired, go } = started();
  listed.set('a', 1);

  for (let at = 0; at < 7; at += 1) await go(minute);

  t.deepEqual(fired, ['a 1', 'a 1']);
});

test('one that fails is tried again after 1, 2, 4 … minutes, and the others do not wait', async (t) => {
  const { listed, fired, go, service } = started(async (id) => {
    if (id === 'a') throw new TypeError('HTTP 503');
  });
  listed.set('a', 1).set('b', 1);

  t.is(await go(1), 'partial');
  t.like(service.health(), { status: 'degraded', detail: 'a could not be fired: HTTP 503' });
  listed.set('b', 60 * minute);
  for (let half = 0; half < 16; half += 1) await go(30_000);

  t.deepEqual(fired, ['a 1', 'b 1', 'a 1', 'a 1', 'a 1']);
});

test('while the schedules cannot be read it is down, and says why', async (t) => {
  const { door, go, service, logs } = started();
  door.isBroken = true;

  t.is(await go(1), 'failed');

  t.like(service.health(), { status: 'down', since: 1, detail: 'The schedules cannot be read: no host' });
  t.deepEqual(logs, ['the schedules cannot be read: no host']);
  door.isBroken = false;
  t.is(await go(1), 'done');
  t.like(service.health(), { status: 'ok', since: 2 });
});

test('stopping ends the ticks and waits for what is under way', async (t) => {
  const hold = Promise.withResolvers<void>();
  const { listed, go, service, isTicking } = started(() => hold.promise);
  service.start();
  listed.set('a', 1);
  const pass = go(1);
  const order: string[] = [];

  const stopped = service.stop().then(() => order.push('stopped'));
  t.false(isTicking());
  void pass.then(() => order.push('fired'));
  hold.resolve();
  await stopped;

  t.deepEqual(order, ['fired', 'stopped']);
});
