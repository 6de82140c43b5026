import type { Schedule } from './grammar.ts';

/* Which instants a schedule stands for. Everything is in milliseconds UTC. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The longest time until a schedule that never ran runs for the first time. */
const longestOffset = 15 * minute;
const longestJitter = minute;

/** What is known when the next run is planned. `random` is uniform in 0..1. */
export interface Planning {
  readonly now: number;
  readonly random: () => number;
}

/** When a schedule that never ran begins: an interval at a random moment soon, a time of day at the next one. */
export const firstRun = (schedule: Schedule, { now, random }: Planning): number =>
  'everyMinutes' in schedule
    ? wholeSecond(now + random() * Math.min(schedule.everyMinutes * minute, longestOffset))
    : slotAfter(schedule, now, now);

/** The first slot after now and after the last one; an interval is counted from the last slot, so that nothing drifts. */
export const slotAfter = (schedule: Schedule, lastSlot: number, now: number): number => {
  const after = Math.max(lastSlot, now);
  if ('everyMinutes' in schedule) {
    const period = schedule.everyMinutes * minute;
    return lastSlot + (Math.floor((after - lastSlot) / period) + 1) * period;
  }
  const midnight = Math.floor(after / day) * day;
  const next = schedule.dailyAt.map((at) => midnight + at * minute).find((slot) => slot > after);
  return next ?? midnight + day + (schedule.dailyAt[0] ?? 0) * minute;
};

/** When the slot after `lastSlot` is run: intervals a little before or after it, so that not all come at once. */
export const runAfter = (schedule: Schedule, lastSlot: number, { now, random }: Planning): number =>
  wholeSecond(slotAfter(schedule, lastSlot, now) + (2 * random() - 1) * jitterOf(schedule));

/** What a schedule has done, and what it was to do next. */
interface Planned {
  readonly lastSlot: number | undefined;
  readonly nextRun: number;
}

/** The slot a run stands for that begins now: of several that were missed the latest, of a retry the one that failed. */
export const slotOf = (schedule: Schedule, { lastSlot, nextRun }: Planned, now: number): number => {
  const origin = lastSlot ?? nextRun;
  return Math.max(origin, latestSlot(schedule, origin, Math.max(now, nextRun + jitterOf(schedule))));
};

/** When a run that failed `failures` times in a row is tried again; nothing when its next slot comes first. */
export const retryAt = (
  schedule: Schedule,
  { failures, lastSlot }: { readonly failures: number; readonly lastSlot: number },
  { now, random }: Planning,
): number | undefined => {
  const wait = backOffOf(schedule, failures);
  if (wait === undefined) return undefined;
  const at = wholeSecond(now + wait * (0.9 + 0.2 * random()));
  return at + jitterOf(schedule) < slotAfter(schedule, lastSlot, now) ? at : undefined;
};

/** Milliseconds to wait after so many failures: 1, 2, 4 … minutes up to the interval or an hour, then no more. */
export const backOffOf = (schedule: Schedule, failures: number): number | undefined => {
  const longest = 'everyMinutes' in schedule ? Math.min(schedule.everyMinutes * minute, hour) : hour;
  const wait = minute * 2 ** (failures - 1);
  return wait <= longest ? wait : undefined;
};

const latestSlot = (schedule: Schedule, origin: number, at: number): number => {
  if ('everyMinutes' in schedule) {
    const period = schedule.everyMinutes * minute;
    return origin + Math.floor((at - origin) / period) * period;
  }
  const midnight = Math.floor(at / day) * day;
  const latest = schedule.dailyAt.map((of) => midnight + of * minute).findLast((slot) => slot <= at);
  return latest ?? midnight - day + (schedule.dailyAt.at(-1) ?? 0) * minute;
};

const jitterOf = (schedule: Schedule): number =>
  'everyMinutes' in schedule ? Math.min(schedule.everyMinutes * minute * 0.1, longestJitter) : 0;

const wholeSecond = (at: number): number => Math.round(at / 1000) * 1000;
