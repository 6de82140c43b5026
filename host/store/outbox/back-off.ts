const minute = 60_000;
const hour = 60 * minute;

/** Milliseconds until the next attempt: a minute, then twice as long each time, up to an hour. `random` is in 0..1. */
export const backOff = (attempts: number, random: number): number => {
  const wait = minute * 2 ** Math.min(attempts - 1, 6);
  // Scattered, so that mails that failed together do not come back together.
  return Math.max(minute, Math.min(hour, wait * (0.8 + 0.4 * random)));
};
