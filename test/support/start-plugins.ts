import type { ExecutionContext } from 'ava';
import type { PluginCondition } from '../../host/kernel/plugin-state.ts';
import { loadPlugins, type PluginDeps, type Plugins } from '../../host/kernel/plugins.ts';
import type { PluginFolders } from './plugin-folders.ts';
import { quietDeps } from './quiet-deps.ts';

/** Plugins at work, with what they logged and which conditions are open. */
export interface Started {
  readonly plugins: Plugins;
  readonly logs: readonly string[];
  readonly conditions: ReadonlyMap<string, PluginCondition>;
}

/** Loads the plugins of these folders for the time of one test. */
export const startPlugins = async (
  t: ExecutionContext,
  folders: PluginFolders,
  deps: Partial<PluginDeps> = {},
): Promise<Started> => {
  const logs: string[] = [];
  const conditions = new Map<string, PluginCondition>();
  const plugins = await loadPlugins({
    ...quietDeps(folders),
    log: (message) => logs.push(message),
    conditions: {
      raise: async (condition) => void conditions.set(`${condition.subjectId} ${condition.code}`, condition),
      clear: async (_type, id, code) => void conditions.delete(`${id} ${code}`),
      open: async () => [...conditions.values()],
    },
    ...deps,
  });
  t.teardown(() => plugins[Symbol.asyncDispose]());
  return { plugins, logs, conditions };
};
