import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { merge } from '../../config/merge.ts';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import type { PackageLook, Probe } from '../../host/plugin-manager/conformance.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../host/plugin-manager/generation-log.ts';
import { Packages } from '../../host/plugin-manager/packages.ts';
import { Plans } from '../../host/plugin-manager/plans.ts';
import { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import { lastSettings } from '../../host/plugin-manager/settings/config-repository.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { companionsOf } from './companions-of.ts';
import { freshStore } from './fresh-store.ts';
import { connectorManifest, type PluginFolders, pluginFolders, writePlugin } from './plugin-folders.ts';
import { testReach } from './served-repository.ts';
import { startPlugins } from './start-plugins.ts';
import { tempFolder } from './temp-folder.ts';

/** Nobody calls anything off. */
export const signal = new AbortController().signal;
/** A host that a plugin asks for. */
export const network = [{ host: 'api.example.com', why: 'to read orders' }];

/** Writes a version of the plugin of these tests; answers its folder. */
const packageOf =
  (t: ExecutionContext) =>
  async (version: string, manifest: object = {}, files: object = {}) =>
    writePlugin(await tempFolder(t), 'orders', {
      'agnes.plugin.json': { ...connectorManifest('acme/orders', 'orders'), version, ...manifest },
      'connector.ts': `// ${version}`,
      ...files,
    });

interface PlanWorld {
  readonly manager: PluginManager;
  readonly packages: Packages;
  readonly plugins: Plugins;
  readonly store: SystemStore;
  readonly beside: Awaited<ReturnType<typeof companionsOf>>;
  readonly world: {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly secrets: readonly string[];
    readonly conformance: PackageLook;
  };
}

const plansOf = ({ manager, packages, plugins, store, beside, world }: PlanWorld): Plans =>
  new Plans({
    manager,
    packages,
    plugins,
    store,
    state: beside.state,
    settingsOf: (manifest) => merge(world.settings, plugins.settingsOf(manifest)),
    settings: {
      written: beside.written,
      settingsWith: beside.settingsWith,
      hasSecret: (name) => world.secrets.includes(name),
      isTaken: (name) => world.secrets.includes(name),
      outbound: testReach,
      kept: (plugin, number) => lastSettings(store.read, plugin, number),
    },
    conformance: (stored) => world.conformance(stored),
    hostVersion: '0.1.0',
    now: () => 0,
  });

const packagesOf = ({ local, store }: PluginFolders): Packages =>
  new Packages({
    folder: join(dirname(local), 'fetching'),
    store: async () => store,
    reach: testReach,
    secret: () => undefined,
  });

/** A manager over an empty host; `soak` and `probe` are what a test makes of them. */
export const managing = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  const { plugins } = await startPlugins(t, folders);
  const generations = join(dirname(folders.local), 'generations');
  const world = {
    soak: async () => {},
    probe: (async () => {}) as Probe,
    settings: {} as Readonly<Record<string, unknown>>,
    secrets: [] as readonly string[],
    conformance: (async () => undefined) as PackageLook,
  };
  const store = await freshStore({ folder: await tempFolder(t), now: () => 0, hostVersion: '0.1.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const packages = packagesOf(folders);
  const beside = await companionsOf({
    folder: dirname(folders.local),
    plugins,
    store,
    packages,
    base: () => ({ plugins: { 'acme/orders': { settings: world.settings } } }),
  });
  const manager = new PluginManager({
    log: new GenerationLog({ store, now: () => 0, log: (message) => t.fail(message) }),
    plugins,
    files: new GenerationFiles(generations),
    companions: beside.companions,
    hostVersion: '0.1.0',
    now: () => 0,
    soak: () => world.soak(),
    probe: (...asked) => world.probe(...asked),
  });
  const plans = plansOf({ manager, packages, plugins, store, beside, world });
  const plan = async (path: string, grants = {}) =>
    plans.make({ install: [{ source: { type: 'folder', path } }], remove: [], grants }, signal);
  const install = async (path: string, approve: readonly string[] = []): Promise<GenerationLock> => {
    const { id, hash } = await plan(path);
    return manager.apply(plans.take(id, { hash, approve, by: 'u1' }), signal);
  };
  const around = { folders, plugins, generations, world, store, beside };
  return { ...around, manager, plans, package_: packageOf(t), plan, install };
};
