import type { PluginDeps } from '../../host/kernel/plugins.ts';
import { fakeHttp } from '../../sdk/testing/fake-http.ts';
import type { PluginFolders } from './plugin-folders.ts';

/** What plugins of a test are given where it matters to nobody. */
export const quietDeps = ({ bundled, local }: Pick<PluginFolders, 'bundled' | 'local'>): PluginDeps => ({
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
  log: () => {},
  now: () => 0,
  conditions: { raise: async () => {}, clear: async () => {}, open: async () => [] },
});
