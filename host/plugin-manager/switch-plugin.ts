import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { PluginStateName } from '../kernel/plugin-state.ts';
import { pluginNotFound } from './errors.ts';
import { switchedEntries } from './lock-entries.ts';
import type { ManagerDeps } from './manager-deps.ts';
import type { Wanted } from './plan.ts';

/** A plugin that is to be switched off or on. */
export interface Switching {
  readonly id: string;
  readonly enabled: boolean;
  readonly by: string;
  /** Writes it down, before it is done. */
  readonly note: () => Promise<void>;
}

/** Who replaces plugins. */
interface Replacing {
  current(): Promise<Pick<GenerationLock, 'generation' | 'plugins'>>;
  /** Throws while nobody may change plugins, or when that is no longer the current one. */
  nextGeneration(base: number): Promise<number>;
  apply(wanted: Wanted, signal: AbortSignal): Promise<GenerationLock>;
}

/** What came of it. */
export interface Switched {
  readonly state: PluginStateName;
  readonly generation: number;
}

/** Makes a generation in which it is off or on, and has that run. */
export const switchPlugin = async (
  { id, enabled, by, note }: Switching,
  manager: Replacing,
  { plugins, endings }: Pick<ManagerDeps, 'plugins' | 'endings'>,
): Promise<Switched> => {
  const { generation: base, plugins: entries } = await manager.current();
  const running = () => plugins.list().find((plugin) => plugin.id === id);
  // In safe mode what was installed is in the generation alone.
  const own = entries.filter((entry) => entry.id === id);
  const known = running() ?? own[0];
  if (!known) throw pluginNotFound({ plugin: id });
  await note();
  // What was put away is tried again for nothing else: neither a change of others that comes by, nor one that is refused.
  await manager.nextGeneration(base);
  if (enabled) for (const entry of own) await endings?.forgive(entry);
  const plugin = { id, version: known.version ?? '0.0.0', origin: running()?.origin };
  const reason = `${id} was switched ${enabled ? 'on' : 'off'}`;
  const wanted = { base, plugins: switchedEntries(entries, plugin, enabled), reason, by };
  const { generation } = await manager.apply(wanted, new AbortController().signal);
  return { state: running()?.state ?? (enabled ? 'discovered' : 'disabled'), generation };
};
