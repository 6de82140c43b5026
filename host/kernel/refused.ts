import { isPlatformError } from '@agnes/sdk/errors';
import type { ConditionSink, PluginStateName, Standing } from './plugin-state.ts';
import { reasonOf } from './reason.ts';

/** A plugin that was not loaded, or is not called. */
export interface Refused {
  readonly id: string;
  readonly standing: Standing;
}

const states: Readonly<Record<string, PluginStateName>> = {
  plugin_incompatible: 'incompatible',
  plugin_needs_more: 'incompatible',
  plugin_disabled: 'disabled',
  needs_host_process: 'discovered',
  needs_trust: 'discovered',
  plugin_quarantined: 'quarantined',
  plugin_missing: 'missing',
  plugin_put_away: 'tripped',
};

/** Why a plugin was not loaded, as the state that people see. */
export const refusedStanding = (cause: unknown, since: number): Standing => {
  const reason = reasonOf(cause);
  if (!isPlatformError(cause)) return { state: 'failed', since, reason };
  return { state: states[cause.code] ?? 'failed', since, reason, nextAction: cause.hint };
};

/** Opens a condition for each of these plugins and ends those of an earlier start that no longer hold. */
export const reportRefused = async (
  refused: () => readonly Refused[],
  conditions: ConditionSink,
): Promise<void> => {
  // What fails while this is written down says so by itself, and is none of an earlier start.
  const before = await conditions.open();
  const holds = new Set<string>();
  for (const { id, standing } of refused()) {
    const { state, reason: why = '', nextAction: remedy = '' } = standing;
    // What the administrator has asked for is no fault.
    if (state === 'disabled') continue;
    const code = `plugin_${state}`;
    const severity = state === 'discovered' || state === 'degraded' ? 'warning' : 'error';
    await conditions.raise({ subjectType: 'plugin', subjectId: id, code, severity, why, remedy });
    holds.add(`${id} ${code}`);
  }
  for (const { subjectType, subjectId, code } of before) {
    if (subjectType !== 'plugin' || holds.has(`${subjectId} ${code}`)) continue;
    await conditions.clear(subjectType, subjectId, code);
  }
};
