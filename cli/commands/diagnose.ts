import type { Run } from '../command.ts';
import { notHealthy } from '../diagnose/errors.ts';
import { type Examined, examine } from '../diagnose/examine.ts';
import { safeText } from '../terminal/safe-text.ts';

/** Looks at everything between a person and their data, and says what to do about what is wrong. */
export const run: Run = async (input, session) => {
  const fix = input.on('fix');
  const checks = await examine(session, {
    component: input.text('component'),
    symptom: input.text('symptom'),
    fix,
  });
  const wrong = checks.filter(isWrong);
  const overall = overallOf(checks);
  const actions = [...new Set(wrong.flatMap((one) => one.fix ?? []))];
  return {
    data: {
      overall,
      checks: checks.map(({ component, state, reason, fix: todo = null, fixed, unread = false }) => ({
        ...{ component, state, reason, fix: todo, fixed, unread },
      })),
      suggested_actions: actions,
    },
    text: [...checks.map(lineOf), ...(overall === 'healthy' ? ['', 'healthy'] : [])],
    ...(overall !== 'healthy' && { failure: notHealthy({ overall, wrong: wrong.length }) }),
  };
};

const isWrong = ({ state, unread }: Examined): boolean =>
  state === 'warn' || state === 'fail' || unread === true;

/** What could not be looked at is never taken for good. */
const overallOf = (checks: readonly Examined[]): 'healthy' | 'degraded' | 'unhealthy' => {
  if (checks.some(({ state }) => state === 'fail')) return 'unhealthy';
  const isSeen = checks.some(({ state }) => state === 'ok');
  return checks.some(isWrong) || !isSeen ? 'degraded' : 'healthy';
};

const lineOf = ({ component, state, reason, fix, fixed }: Examined): string => {
  const todo = fix === undefined ? '' : ` → ${fix}`;
  return safeText(`${state.padEnd(4)}  ${component.padEnd(13)}  ${reason}${fixed ? ' (mended)' : ''}${todo}`);
};
