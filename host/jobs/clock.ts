import { Range, RecurrenceRule, scheduleJob } from 'node-schedule';

/** Calls back again and again, at least as often as asked for. The answer calls it off. */
export type Ticker = (seconds: number, tick: () => void) => () => void;

/** The clock of this process. It only ticks: what is due, and what has run, are rows. */
export const everySeconds: Ticker = (seconds, tick) => {
  const job = scheduleJob(ruleOf(seconds), tick);
  return () => job.cancel();
};

const ruleOf = (seconds: number): RecurrenceRule => {
  const rule = new RecurrenceRule();
  rule.tz = 'Etc/UTC';
  if (seconds < 60) {
    rule.second = new Range(0, 59, seconds);
    return rule;
  }
  rule.second = 0;
  rule.minute = new Range(0, 59, Math.min(59, Math.floor(seconds / 60)));
  return rule;
};
