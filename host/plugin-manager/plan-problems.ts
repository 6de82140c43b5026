import type { Manifest } from '@agnes/sdk';
import { isOutside, type LockEntry } from '../kernel/generation-lock.ts';
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

/**
 * Versions for some sources alone that remember otherwise than the one for all: what sources remember is brought from
 * version to version for all sources of a plugin at once.
 */
export const stateVersionsDiffer = (
  { actions, entries }: Outcome,
  shipped: readonly Pick<Manifest, 'id' | 'version' | 'state'>[],
): readonly Problem[] => {
  const ids = actions.map(({ id }) => id);
  return entries.flatMap(({ id, version, sources, state }) => {
    if (!sources || !ids.includes(id)) return [];
    const main = mainOf(id, entries, shipped);
    if (!main || main.state === state.version) return [];
    const free = JSON.stringify({ [id]: Object.fromEntries(sources.map((source) => [source, null])) });
    const message = [
      `What sources remember is of version ${main.state} with "${id}" ${main.version} and of version ${state.version}`,
      `with ${version} for ${quoted(sources)}; it is kept in one version for all sources of a plugin.`,
      `Choose versions that remember alike, or read these sources with the version for all: "pin_sources": ${free}.`,
    ];
    return { id, code: 'state_versions_differ', message: message.join(' ') };
  });
};

/** The version for all; where it ships with the host a generation does not say what it remembers. */
const mainOf = (
  id: string,
  entries: readonly LockEntry[],
  shipped: readonly Pick<Manifest, 'id' | 'version' | 'state'>[],
): { readonly version: string; readonly state: number } | undefined => {
  const installed = entries.find((one) => one.id === id && !one.sources && !isOutside(one));
  if (installed) return { version: installed.version, state: installed.state.version };
  const found = shipped.find((one) => one.id === id);
  return found && { version: found.version, state: found.state?.version ?? 1 };
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
