import { schedulerSettingInvalid } from './errors.ts';

/** How often things are looked at and done. */
export interface SchedulerSettings {
  readonly tickSeconds: number;
  /** Texts of schedules. */
  readonly dataRefresh: string;
  readonly healthCheck: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const names = {
  tick: 'SCHEDULER_TICK_SECONDS',
  refresh: 'SCHEDULER_DATA_REFRESH_INTERVAL',
  health: 'SCHEDULER_HEALTH_CHECK_INTERVAL',
} as const;

/** Reads the settings of the scheduler. SCHEDULER_SCRIPT_RUN_INTERVAL of older instances is not looked at. */
export const schedulerSettings = (env: Env): SchedulerSettings => {
  const refresh = secondsOf(env, names.refresh, 900);
  const health = secondsOf(env, names.health, 300);
  const tickSeconds = secondsOf(env, names.tick, 30);
  const smallest = Math.min(refresh, health);
  if (tickSeconds > smallest) {
    const reason = `it must not be more than the smallest interval, ${smallest} seconds`;
    throw schedulerSettingInvalid({ name: names.tick, value: String(tickSeconds), reason });
  }
  return { tickSeconds, dataRefresh: everyMinutes(refresh), healthCheck: everyMinutes(health) };
};

const secondsOf = (env: Env, name: string, absent: number): number => {
  const value = env[name];
  if (value === undefined) return absent;
  if (/^[1-9]\d{0,7}$/.test(value)) return Number(value);
  throw schedulerSettingInvalid({ name, value, reason: 'it must be a whole number above 0' });
};

// Schedules count in minutes.
const everyMinutes = (seconds: number): string => `every ${Math.ceil(seconds / 60)}m`;
