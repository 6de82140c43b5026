import test from 'ava';
import { Breaker } from '../../host/kernel/breaker.ts';

const minute = 60_000;

const breakerAt = () => {
  const clock = { now: 0 };
  const breaker = new Breaker(() => clock.now);
  return { clock, breaker };
};

const failAt = ({ clock, breaker }: ReturnType<typeof breakerAt>, ...times: readonly number[]) => {
  for (const time of times) {
    clock.now = time;
    breaker.failed();
  }
};

/** Fails as soon as each pause is over. */
const failProbes = ({ clock, breaker }: ReturnType<typeof breakerAt>, count: number) =>
  Array.from({ length: count }, () => {
    const paused = breaker.pausedUntil - clock.now;
    clock.now = breaker.pausedUntil;
    breaker.admits();
    breaker.failed();
    return paused;
  });

test('two failures pause nobody', (t) => {
  const at = breakerAt();

  failAt(at, 0, 1);

  t.true(at.breaker.admits());
  t.is(at.breaker.phase, 'closed');
});

test('three failures within ten minutes pause for a second', (t) => {
  const at = breakerAt();

  failAt(at, 0, 5 * minute, 10 * minute - 1);

  t.is(at.breaker.phase, 'open');
  t.is(at.breaker.pausedUntil, 10 * minute - 1 + 1000);
  t.false(at.breaker.admits());
});

test('three failures spread wider pause nobody', (t) => {
  const at = breakerAt();

  failAt(at, 0, 5 * minute, 10 * minute);

  t.is(at.breaker.phase, 'closed');
});

test('failures count although calls between them succeed', (t) => {
  const at = breakerAt();
  failAt(at, 0, 1);
  at.breaker.succeeded();

  failAt(at, 2);

  t.is(at.breaker.phase, 'open');
});

test('after the pause one call is let through, and only one', (t) => {
  const at = breakerAt();
  failAt(at, 0, 0, 0);
  at.clock.now = 1000;

  t.true(at.breaker.admits());
  t.is(at.breaker.phase, 'half_open');
  t.false(at.breaker.admits());
});

test('a probe that succeeds closes it, with a clean record', (t) => {
  const at = breakerAt();
  failAt(at, 0, 0, 0);
  at.clock.now = 1000;
  at.breaker.admits();

  at.breaker.succeeded();
  failAt(at, 1001, 1002);

  t.is(at.breaker.phase, 'closed');
});

test('each failed probe doubles the pause, and the eighth failure in a row trips it', (t) => {
  const at = breakerAt();
  failAt(at, 0, 0, 0);

  const pauses = failProbes(at, 5);

  t.deepEqual(pauses, [1000, 2000, 4000, 8000, 16_000]);
  t.is(at.breaker.phase, 'tripped');
});

test('a tripped one lets nobody through, however long it waits', (t) => {
  const at = breakerAt();
  failAt(at, 0, 0, 0, 0, 0, 0, 0, 0);

  at.clock.now = 1000 * minute;

  t.is(at.breaker.phase, 'tripped');
  t.false(at.breaker.admits());
});

test('a success that comes late does not heal what has tripped', (t) => {
  const at = breakerAt();
  failAt(at, 0, 0, 0, 0, 0, 0, 0, 0);

  at.breaker.succeeded();

  t.is(at.breaker.phase, 'tripped');
});

test('no pause is longer than a quarter of an hour', (t) => {
  const at = breakerAt();
  failAt(at, 0, 0, 0);

  const pauses = Array.from({ length: 12 }, () => {
    // A call that was under way when the pause began ends well: the row of failures is broken, the pause is not.
    at.breaker.succeeded();
    return failProbes(at, 1);
  }).flat();

  t.is(Math.max(...pauses), 15 * minute);
});

test('a clock that is set back makes no pause longer than the longest there is', (t) => {
  const at = breakerAt();
  failAt(at, 60 * minute, 60 * minute, 60 * minute);

  at.clock.now = 46 * minute;
  t.true(at.breaker.pausedUntil - at.clock.now < 15 * minute);
  t.false(at.breaker.admits());
  at.clock.now = 0;

  t.true(at.breaker.admits());
  t.is(at.breaker.phase, 'half_open');
});
