import type { Manifest } from '@agnes/sdk';
import type { LockEntry } from '../kernel/generation-lock.ts';
import { checkSettings } from '../kernel/plugin-settings.ts';
import { problemOf } from './install-step.ts';
import { type InstallDeps, storedOf } from './installations.ts';
import type { PlannedAction, Problem } from './plan.ts';
import type { SettingsOf } from './settings-part.ts';

/** What a plan comes to. */
export interface Outcome {
  readonly actions: readonly Pick<PlannedAction, 'id'>[];
  /** Everything that will be there. */
  readonly entries: readonly LockEntry[];
}

/** Plugins that a plan names more than once: there is one version for all, and one for each source. */
export const namedTwice = (actions: readonly Pick<PlannedAction, 'id' | 'sources'>[]): readonly Problem[] => {
  const names = actions.flatMap(({ id, sources }) => (sources ?? ['']).map((source) => ({ id, source })));
  const twice = names.filter(
    (one, index) => names.findIndex(({ id, source }) => id === one.id && source === one.source) !== index,
  );
  return [...new Set(twice.map(({ id }) => id))].map((id) => ({
    id,
    code: 'named_twice',
    message: `"${id}" is named more than once in this plan`,
  }));
};

/** Versions for some sources alone that would refuse the settings that their plugin is to have: there is one set for all. */
export const refusedSettings = async (
  { actions, entries, settingsOf }: Outcome & { readonly settingsOf: SettingsOf },
  deps: Pick<InstallDeps, 'packages'>,
): Promise<readonly Problem[]> => {
  const ids = actions.map(({ id }) => id);
  const own = entries.filter(({ id, sources }) => sources && ids.includes(id));
  const problems: Problem[] = [];
  for (const entry of own) {
    // One whose files are gone does not run, whatever it is told.
    const stored = await storedOf(entry, deps);
    if (stored) problems.push(...settingsFaults(entry, stored.manifest, settingsOf));
  }
  return problems;
};

const settingsFaults = (
  { id, version, sources = [] }: LockEntry,
  manifest: Manifest,
  settingsOf: SettingsOf,
): readonly Problem[] => {
  try {
    checkSettings({ manifest, origin: 'local' }, settingsOf(manifest));
    return [];
  } catch (cause) {
    const { message, ...problem } = problemOf(id, cause);
    return [{ ...problem, message: `For ${quoted(sources)} it stays at ${version}: ${message}` }];
  }
};

const quoted = (sources: readonly string[]): string => sources.map((source) => `"${source}"`).join(', ');
