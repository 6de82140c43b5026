/** When something recurs: after so many minutes, or at these minutes of the day, UTC. */
export type Schedule =
  | { readonly everyMinutes: number }
  /** Ascending. */
  | { readonly dailyAt: readonly number[] };

/** The schedule, or the place (from 0) at which the text stops being one. */
export type ParsedSchedule =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly position: number };

/** Reads `every <N>m`, `every <N>h` and `daily HH:MM[,HH:MM…]`. */
export const parseSchedule = (text: string): ParsedSchedule => {
  const [, count, unit] = everyForm.exec(text) ?? [];
  if (count !== undefined) {
    return { ok: true, schedule: { everyMinutes: Number(count) * (unit === 'h' ? 60 : 1) } };
  }
  if (!dailyForm.test(text)) return { ok: false, position: legalLength(text) };
  const times = text.slice('daily '.length).split(',').map(minuteOf);
  return { ok: true, schedule: { dailyAt: times.sort((a, b) => a - b) } };
};

const minute = 60_000;
const day = 24 * 60 * minute;

/** When a table with this schedule is due after it was last read; what was never read is due now. */
export const nextRun = (schedule: Schedule, last: Date | undefined, now: number): Date => {
  if (!last) return new Date(now);
  if ('everyMinutes' in schedule) return new Date(last.getTime() + schedule.everyMinutes * minute);
  const midnight = Math.floor(last.getTime() / day) * day;
  const slots = schedule.dailyAt.map((at) => midnight + at * minute);
  const next = slots.find((slot) => slot > last.getTime());
  return new Date(next ?? midnight + day + (schedule.dailyAt[0] ?? 0) * minute);
};

const everyForm = /^every ([1-9]\d{0,6})([mh])$/;
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const dailyForm = new RegExp(`^daily ${time}(?:,${time})*$`);

const minuteOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

const legalLength = (text: string): number => {
  let length = 0;
  while (length < text.length && isBeginning(text.slice(0, length + 1))) length += 1;
  return length;
};

// A beginning is what the end of some legal text completes.
const isBeginning = (text: string): boolean =>
  ['every 1m', 'daily 00:00'].some((legal) =>
    [...legal, '']
      .map((_, from) => text + legal.slice(from))
      .some((completed) => everyForm.test(completed) || dailyForm.test(completed)),
  );
