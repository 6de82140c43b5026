import test from 'ava';
import { nextRun, parseSchedule } from '../../../host/jobs/schedules/grammar.ts';

const legal = {
  'every 1m': { everyMinutes: 1 },
  'every 15m': { everyMinutes: 15 },
  'every 6h': { everyMinutes: 360 },
  'daily 00:00': { dailyAt: [0] },
  'daily 18:30,06:05': { dailyAt: [365, 1110] },
};

test('intervals and times of the day are read', (t) => {
  const read = Object.fromEntries(
    Object.keys(legal).map((text) => {
      const parsed = parseSchedule(text);
      return [text, parsed.ok && parsed.schedule];
    }),
  );

  t.deepEqual(read, legal);
});

const illegal = {
  '': 0,
  hourly: 0,
  'Every 5m': 0,
  'every  5m': 6,
  'every 0m': 6,
  'every 5': 7,
  'every 5d': 7,
  'every 5m ': 8,
  'daily 24:00': 7,
  'daily 7:00': 6,
  'daily 07:60': 9,
  'daily 07:00, 08:00': 12,
  'daily 07:00,': 12,
};

test('anything else is refused with the place where it goes wrong', (t) => {
  const positions = Object.fromEntries(
    Object.keys(illegal).map((text) => {
      const parsed = parseSchedule(text);
      return [text, parsed.ok || parsed.position];
    }),
  );

  t.deepEqual(positions, illegal);
});

const at = (text: string): Date => new Date(`2027-03-01T${text}:00Z`);
const noon = at('12:00').getTime();

test('what was never read is due now', (t) => {
  t.deepEqual(nextRun({ everyMinutes: 60 }, undefined, noon), at('12:00'));
});

test('an interval counts from the last time', (t) => {
  t.deepEqual(nextRun({ everyMinutes: 60 }, at('11:30'), noon), at('12:30'));
});

test('a daily time is the next one after the last time, across midnight too', (t) => {
  const schedule = { dailyAt: [365, 1110] };

  t.deepEqual(nextRun(schedule, at('06:05'), noon), at('18:30'));
  t.deepEqual(nextRun(schedule, at('18:30'), noon), new Date('2027-03-02T06:05:00Z'));
});
