import { canonicalJson, isOutside, type LockEntry } from '../kernel/generation-lock.ts';
import type { PluginState } from '../kernel/plugin-state.ts';
import { applyFailed } from './errors.ts';

interface Entries {
  readonly plugins: readonly LockEntry[];
}

/** Entries that are new, or another than they were. */
export const changed = (lock: Entries, before: Entries): readonly LockEntry[] => {
  const old = new Set(before.plugins.map(canonicalJson));
  return lock.plugins.filter((entry) => !old.has(canonicalJson(entry)));
};

/**
 * Entries that have to prove themselves: what is another, and the other versions of the same plugins that run now. They
 * are told the settings of the one plugin, and stand beside what changes.
 */
export const proving = (
  lock: Entries,
  before: Entries,
  now: readonly PluginState[],
): readonly LockEntry[] => [
  ...changed(lock, before),
  ...besideChanged(lock, before).filter((entry) => !hasFailed([entry], now)),
];

/** Versions that stay as they are, of plugins of which another one changes. */
export const besideChanged = (lock: Entries, before: Entries): readonly LockEntry[] => {
  const entries = changed(lock, before);
  const ids = new Set([...entries, ...changed(before, lock)].map(({ id }) => id));
  return lock.plugins.filter((entry) => ids.has(entry.id) && !entries.includes(entry));
};

/** Throws the first of these plugins that is to run and does not. */
export const refuseFailed = (entries: readonly LockEntry[], states: readonly PluginState[]): void => {
  for (const entry of entries) {
    const { id, enabled, version, sources } = entry;
    const isIt = ({ version: found, lock }: PluginState): boolean =>
      isOutside(entry) || (found === version && String(lock?.sources) === String(sources));
    const state = states.find((one) => one.id === id && isIt(one));
    if (enabled && state?.state !== 'active')
      throw applyFailed({ plugin: id, reason: state?.reason ?? 'it is not there.' });
  }
};

/** True when one of these plugins is to run and does not. */
export const hasFailed = (entries: readonly LockEntry[], states: readonly PluginState[]): boolean => {
  try {
    refuseFailed(entries, states);
    return false;
  } catch {
    return true;
  }
};

const unreadable: readonly string[] = ['quarantined', 'missing'];

/** Throws the first of these plugins whose files are not those that were installed: nothing of it would run. */
export const refuseUnreadable = (entries: readonly LockEntry[], states: readonly PluginState[]): void => {
  for (const { id, treeHash, enabled } of entries) {
    const state = states.find((one) => one.id === id && one.lock?.treeHash === treeHash);
    if (enabled && state && unreadable.includes(state.state))
      throw applyFailed({ plugin: id, reason: state.reason ?? 'its files are not there.' });
  }
};
