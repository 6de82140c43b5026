import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createBroker } from '../../kernel/broker.ts';
import { inProcessKinds } from '../../kernel/contributions.ts';
import { askedFor } from '../../kernel/grants.ts';
import { storeTree } from '../../kernel/plugin-store.ts';
import { loadPlugins, type PluginDeps } from '../../kernel/plugins.ts';
import { entryOf } from '../../plugin-manager/lock-entries.ts';
import { hostVersion } from '../version.ts';
import type { KitCheck } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';

/** L9: what runs inside the host starts there, and is gone when it ends. */
export const hostChecks = (plugin: OpenPlugin): readonly KitCheck[] =>
  inProcessKinds(plugin.manifest).length === 0
    ? []
    : [
        {
          level: 'L9',
          title: 'it starts inside a host, and leaves nothing there when it ends',
          run: () => startFaults(plugin),
        },
      ];

const startFaults = async ({ tree, manifest, folder }: OpenPlugin): Promise<readonly string[]> => {
  const work = await mkdtemp(join(await realpath(tmpdir()), 'agnes-start-'));
  try {
    const treeHash = basename(await storeTree(tree, join(work, 'store')));
    const grants = askedFor(manifest).map(({ name }) => name);
    const entry = entryOf({ manifest, tree, treeHash, source: { type: 'dev', path: folder }, grants });
    const said: string[] = [];
    const before = resources();
    const generation = { plugins: [entry], local: {} };
    const plugins = await loadPlugins({ ...(await quietDeps(work, said)), generation });
    const [state] = plugins.list();
    await plugins[Symbol.asyncDispose]();
    const leaks = said.filter((line) => line.startsWith(`Plugin "${manifest.id}" leaked: `));
    return [...startedFaults(state), ...leaks, ...leftovers(before)];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** Settings that have no defaults are known to administrators alone: such a plugin is not started here. */
const startedFaults = (state: { readonly state: string; readonly reason?: string } | undefined) =>
  state?.state === 'active' || /^The settings of plugin .* are not valid/.test(state?.reason ?? '')
    ? []
    : [state?.reason ?? 'it does not start'];

/** What keeps this process at work, by kind. */
const resources = (): ReadonlyMap<string, number> =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => kind === 'Timeout' || kind.startsWith('TCP') || kind === 'ProcessWrap')
    .reduce((all, kind) => all.set(kind, (all.get(kind) ?? 0) + 1), new Map<string, number>());

const leftovers = (before: ReadonlyMap<string, number>): readonly string[] =>
  [...resources()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${count - (before.get(kind) ?? 0)} × ${kind} is left behind`);

/** A host without people, tables and a way out. */
const quietDeps = async (work: string, said: string[]): Promise<PluginDeps> => ({
  bundled: join(work, 'none'),
  local: join(work, 'local'),
  hostVersion: await hostVersion(),
  isEnabled: () => true,
  settingsOf: () => undefined,
  http: () => createBroker({ allow: [], secrets: () => undefined, privateAllowed: [] }),
  mail: () => ({ ok: true }),
  hasSecret: () => false,
  isDevelopment: true,
  catalog: async () => [],
  llmBudget: { take: async () => {}, spend: async () => {} },
  resources: { tables: async () => [], marketplaces: async () => [] },
  log: (line) => void said.push(line),
  now: Date.now,
  conditions: { raise: async () => {}, clear: async () => {}, open: async () => [] },
});
