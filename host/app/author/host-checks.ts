import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Secret } from '@agnes/sdk';
import { createBroker } from '../../kernel/broker.ts';
import { hostRules } from '../../kernel/broker-rules.ts';
import { inProcessKinds } from '../../kernel/contributions.ts';
import { askedFor } from '../../kernel/grants.ts';
import { storeTree } from '../../kernel/plugin-store.ts';
import { loadPlugins, type PluginDeps, type Plugins } from '../../kernel/plugins.ts';
import { entryOf } from '../../plugin-manager/lock-entries.ts';
import { hostVersion } from '../version.ts';
import { FixtureServer } from './fixture-server.ts';
import type { Fixtures } from './fixtures.ts';
import { tapFaults } from './hook-checks.ts';
import type { KitCheck, NotLooked } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';

/** L9: what runs inside the host starts there, and is gone when it ends. */
export const hostChecks = (plugin: OpenPlugin, fixtures: Fixtures | undefined): readonly KitCheck[] => {
  if (inProcessKinds(plugin.manifest).length === 0) return [];
  const start: KitCheck = {
    level: 'L9',
    title: 'it starts inside a host, and leaves nothing there when it ends',
    run: () => inHost(plugin, fixtures, async () => []),
  };
  const call: KitCheck = {
    level: 'L9',
    title:
      'every hook that it taps is answered in time, as the hook wants it, and without a change to what it gets',
    run: () => inHost(plugin, fixtures, ({ hooks }) => tapFaults(plugin, hooks, fixtures?.hooks)),
  };
  return (plugin.manifest.contributes.hooks ?? []).length === 0 ? [start] : [start, call];
};

/** Starts the plugin in a host of its own, does something with it, and ends it; whatever is left behind is told. */
const inHost = async (
  plugin: OpenPlugin,
  fixtures: Fixtures | undefined,
  use: (plugins: Plugins) => Promise<readonly string[]>,
): Promise<readonly string[] | NotLooked> => {
  const { tree, manifest, folder } = plugin;
  const work = await mkdtemp(join(await realpath(tmpdir()), 'agnes-start-'));
  try {
    const treeHash = basename(await storeTree(tree, join(work, 'store')));
    const grants = askedFor(manifest).map(({ name }) => name);
    const entry = entryOf({ manifest, tree, treeHash, source: { type: 'dev', path: folder }, grants });
    const said: string[] = [];
    await using server = await FixtureServer.start(manifest, fixtures ?? { answers: [] });
    const before = resources();
    const generation = { plugins: [entry], local: {} };
    const world = { work, said, server, fixtures };
    const plugins = await loadPlugins({ ...(await quietDeps(world)), generation });
    const [state] = plugins.list();
    const used = state?.state === 'active' ? await use(plugins) : [];
    await plugins[Symbol.asyncDispose]();
    server.hangUp();
    if (lacksSettings(state, fixtures)) return { notLooked: noSettings };
    const faults = state?.state === 'active' ? [] : [state?.reason ?? 'it does not start'];
    const leaks = said.filter((line) => line.startsWith(`Plugin "${manifest.id}" leaked: `));
    return [...faults, ...used, ...leaks, ...leftovers(before)];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** Settings that have no defaults are known to administrators alone: such a plugin is not started here. */
const lacksSettings = (
  state: { readonly state: string; readonly reason?: string } | undefined,
  fixtures: Fixtures | undefined,
): boolean =>
  state?.state !== 'active' &&
  !fixtures &&
  /^The settings of plugin .* are not valid/.test(state?.reason ?? '');

const noSettings =
  'Not looked at: its settings have no defaults. `config` of a fixtures.json says with which it starts.';

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

interface World {
  readonly work: string;
  readonly said: string[];
  readonly server: FixtureServer;
  readonly fixtures: Fixtures | undefined;
}

/** A host without people and tables, whose only way out leads to the fixture server. */
const quietDeps = async ({ work, said, server, fixtures }: World): Promise<PluginDeps> => ({
  bundled: join(work, 'none'),
  local: join(work, 'local'),
  hostVersion: await hostVersion(),
  isEnabled: () => true,
  settingsOf: () => (fixtures ? server.configured(fixtures.config) : undefined),
  http: ({ manifest, settings }) =>
    createBroker({
      allow: hostRules(manifest.capabilities?.network, settings),
      secrets: () => new Secret(server.canary),
      privateAllowed: ['127.0.0.1'],
      standIn: server.origin,
    }),
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
