import { canonicalJson, type LockEntry } from '../kernel/generation-lock.ts';
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

/** Throws the first of these plugins that is to run and does not. */
export const refuseFailed = (entries: readonly LockEntry[], states: readonly PluginState[]): void => {
  for (const { id, enabled, version, source } of entries) {
    const state = states.find(
      (one) => one.id === id && (source.type === 'bundled' || one.version === version),
    );
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
