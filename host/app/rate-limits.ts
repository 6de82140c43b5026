import { RateLimit } from '../http/rate-limit.ts';
import { systemTimers } from '../http/timers.ts';
import { RateWindows } from '../store/rate-windows.ts';
import type { Outside } from './outside.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The counters of this host, as far as the one before it had come. Switched off is a condition that everybody sees. */
export const openRateLimit = async (
  { store, now, conditions }: Pick<Outside, 'store' | 'now' | 'conditions'>,
  env: Environment,
): Promise<RateLimit> => {
  const limitsSignIn = env['AGNES_AUTH_RATELIMIT_ENABLED'] !== '0';
  const kept = { store: new RateWindows(store), timers: systemTimers };
  const rateLimit = new RateLimit({ now, kept, limitsSignIn });
  await rateLimit.load();
  if (limitsSignIn) await conditions.clear('host', 'rate_limits', 'rate_limits_off');
  else await conditions.raise(switchedOff);
  return rateLimit;
};

const switchedOff = {
  subjectType: 'host',
  subjectId: 'rate_limits',
  code: 'rate_limits_off',
  severity: 'warning',
  why: 'AGNES_AUTH_RATELIMIT_ENABLED is 0: nobody who guesses at sign-in is slowed down by address.',
  remedy: 'Remove the variable and start the host again.',
} as const;
