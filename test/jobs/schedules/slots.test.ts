import test from 'ava';
import { parseSchedule, type Schedule } from '../../../host/jobs/schedules/grammar.ts';
import {
  backOffOf,
  firstRun,
  retryAt,
  runAfter,
  slotAfter,
  slotOf,
} from '../../../host/jobs/schedules/slots.ts';

const read = (text: string): Schedule => {
  const parsed = parseSchedule(text);
  return parsed.ok ? parsed.schedule : { everyMinutes: 0 };
};
const quarter = read('every 15m');
const twice = read('daily 06:05,18:30');
const on = (day: number, time: string): number => Date.parse(`2027-03-0${day}T${time.padEnd(8, ':00')}Z`);
const at = (time: string): number => on(1, time);
const steady = (now: number) => ({ now, random: () => 0.5 });
const texts = (...instants: (number | undefined)[]) =>
  instants.map((instant) => instant && new Date(instant).toISOString().slice(8, 19));

test('an interval is counted from the planned slot, so that nothing drifts', (t) => {
  let [slot, now] = [at('10:00'), at('10:00')];
  for (let fired = 0; fired < 1000; fired += 1) {
    // Always fired 29 seconds late.
    now = runAfter(quarter, slot, { now, random: () => (fired % 10) / 10 }) + 29_000;
    slot = slotOf(quarter, { lastSlot: slot, nextRun: now - 29_000 }, now);
  }

  t.is(slot, at('10:00') + 1000 * 15 * 60_000);
});

test('after a slot comes the first one after now, however many were missed', (t) => {
  t.deepEqual(
    texts(
      slotAfter(quarter, at('10:00'), at('10:01')),
      slotAfter(quarter, at('10:00'), at('12:07')),
      slotAfter(twice, at('06:05'), at('06:06')),
      slotAfter(twice, at('06:05'), on(3, '18:30')),
      slotAfter(twice, at('18:30'), at('18:31')),
    ),
    ['01T10:15:00', '01T12:15:00', '01T18:30:00', '04T06:05:00', '02T06:05:00'],
  );
});

test('a clock that was set back plans nothing at or before the slot that ran', (t) => {
  t.deepEqual(
    texts(slotAfter(quarter, at('10:00'), at('03:00')), slotAfter(twice, at('18:30'), at('05:00'))),
    ['01T10:15:00', '02T06:05:00'],
  );
});

test('several missed slots are one run, that of the latest, whatever day it belongs to', (t) => {
  const missed = (schedule: Schedule, lastSlot: number, now: number) =>
    slotOf(schedule, { lastSlot, nextRun: slotAfter(schedule, lastSlot, lastSlot) }, now);

  t.deepEqual(
    texts(
      missed(quarter, at('10:00'), at('12:07')),
      missed(twice, at('06:05'), on(2, '00:10')),
      missed(read('daily 23:50'), at('00:00') - 600_000, on(2, '00:10')),
    ),
    ['01T12:00:00', '01T18:30:00', '01T23:50:00'],
  );
});

test('jitter moves a run by a tenth of its interval and never more than a minute, its slot stays', (t) => {
  const earliest = { now: at('10:00'), random: () => 0 };
  const latest = { now: at('10:00'), random: () => 1 };
  const early = runAfter(quarter, at('10:00'), earliest);
  const late = runAfter(quarter, at('10:00'), latest);
  const slots = [early, late].map((nextRun) => slotOf(quarter, { lastSlot: at('10:00'), nextRun }, nextRun));

  t.deepEqual(texts(early, late, ...slots), ['01T10:14:00', '01T10:16:00', '01T10:15:00', '01T10:15:00']);
  t.deepEqual(texts(runAfter(read('every 1m'), at('10:00'), latest)), ['01T10:01:06']);
  t.deepEqual(texts(runAfter(twice, at('06:05'), { ...latest, now: at('06:05') })), ['01T18:30:00']);
});

test('what never ran begins at a random moment within its interval and a quarter of an hour', (t) => {
  const first = (text: string) => firstRun(read(text), { now: at('10:00'), random: () => 0.999 });

  t.deepEqual(texts(first('every 5m'), first('every 1h'), first('daily 03:00')), [
    '01T10:05:00',
    '01T10:14:59',
    '02T03:00:00',
  ]);
});

test('failures wait 1, 2, 4 … minutes up to the interval or an hour, then for the next slot', (t) => {
  const waits = (text: string) =>
    [1, 2, 3, 4, 5, 6, 7].map((failures) => (backOffOf(read(text), failures) ?? 0) / 60_000);

  t.deepEqual(waits('every 15m'), [1, 2, 4, 8, 0, 0, 0]);
  t.deepEqual(waits('every 6h'), [1, 2, 4, 8, 16, 32, 0]);
  t.deepEqual(waits('daily 03:00'), [1, 2, 4, 8, 16, 32, 0]);
});

test('a retry stands for the slot that failed, and one that would come after the next slot is none', (t) => {
  const failed = { failures: 2, lastSlot: at('10:00') };
  const again = retryAt(quarter, failed, steady(at('10:03'))) ?? 0;
  const slot = slotOf(quarter, { lastSlot: at('10:00'), nextRun: again }, again);

  t.deepEqual(texts(again, slot), ['01T10:05:00', '01T10:00:00']);
  t.is(retryAt(quarter, { ...failed, failures: 4 }, steady(at('10:08'))), undefined);
});
