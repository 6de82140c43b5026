import type { ExecutionContext } from 'ava';
import type { PluginCondition } from '../../host/kernel/plugin-state.ts';
import { loadPlugins, type PluginDeps, type Plugins } from '../../host/kernel/plugins.ts';
import { fakeHttp } from '../../sdk/testing/fake-http.ts';
import type { PluginFolders } from './plugin-folders.ts';

/** Plugins at work, with what they logged and which conditions are open. */
export interface Started {
  readonly plugins: Plugins;
  readonly logs: readonly string[];
  readonly conditions: ReadonlyMap<string, PluginCondition>;
}

/** Loads the plugins of these folders for the time of one test. */
export const startPlugins = async (
  t: ExecutionContext,
  { bundled, local }: PluginFolders,
  deps: Partial<PluginDeps> = {},
): Promise<Started> => {
  const logs: string[] = [];
  const conditions = new Map<string, PluginCondition>();
  const plugins = await loadPlugins({
    bundled,
    local,
    hostVersion: '0.1.0',
    isEnabled: () => true,
    settingsOf: () => undefined,
    http: () => ({ ...fakeHttp({}).http, [Symbol.asyncDispose]: async () => {} }),
    mail: () => ({ ok: true }),
    hasSecret: () => false,
    isDevelopment: false,
    catalog: async () => [],
    llmBudget: { take: async () => {}, spend: async () => {} },
    resources: { tables: async () => [], marketplaces: async () => [] },
    log: (message) => logs.push(message),
    now: () => 0,
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
