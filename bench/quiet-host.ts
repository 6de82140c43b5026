import { join } from 'node:path';
import type { PluginDeps } from '../host/kernel/plugins.ts';
import { fakeHttp } from '../sdk/testing/fake-http.ts';

/** What plugins are given by a bench that measures nothing of it: no way out, no tables, no conditions. */
export const quietHost = (dataDir: string): PluginDeps => ({
  bundled: join(dataDir, 'none'),
  local: join(dataDir, 'plugins', 'local'),
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
  now: Date.now,
  conditions: { raise: async () => {}, clear: async () => {}, open: async () => [] },
});
