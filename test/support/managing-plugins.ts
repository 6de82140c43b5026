import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import type { Advisories } from '../../host/plugin-manager/advisories.ts';
import type { PackageLook, Probe } from '../../host/plugin-manager/conformance.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../host/plugin-manager/generation-log.ts';
import type { KnownSource } from '../../host/plugin-manager/live-versions.ts';
import { Packages } from '../../host/plugin-manager/packages.ts';
import { Plans } from '../../host/plugin-manager/plans.ts';
import { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import { Sightings } from '../../host/plugin-manager/sightings.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { freshStore } from './fresh-store.ts';
import { connectorManifest, pluginFolders, writePlugin } from './plugin-folders.ts';
import { testReach } from './served-repository.ts';
import { startPlugins } from './start-plugins.ts';
import { tempFolder } from './temp-folder.ts';

/** Nobody calls anything off. */
export const signal = new AbortController().signal;
/** A host that a plugin asks for. */
export const network = [{ host: 'api.example.com', why: 'to read orders' }];

/** What a test decides about the host. */
export const emptyWorld = () => ({
  soak: async () => {},
  probe: (async () => {}) as Probe,
  settings: {} as Readonly<Record<string, unknown>>,
  conformance: (async () => undefined) as PackageLook,
  /** Long after anything of a test was committed. */
  now: 1_000_000_000_000,
  sources: [] as readonly KnownSource[],
  advisories: [] as Advisories,
});

interface PlanParts {
  readonly manager: PluginManager;
  readonly packages: Packages;
  readonly plugins: Plugins;
  readonly store: SystemStore;
  readonly world: ReturnType<typeof emptyWorld>;
}

/** Plans over what a test has set up. */
export const plansOf = ({ manager, packages, plugins, store, world }: PlanParts): Plans => {
  const now = () => world.now;
  return new Plans({
    manager,
    packages,
    settingsOf: () => world.settings,
    conformance: (stored) => world.conformance(stored),
    kept: async () => (await manager.records()).map(({ lock }) => lock),
    sightings: new Sightings({ store, now }),
    installed: () => plugins.manifests(),
    sources: async () => world.sources,
    terms: async () => ({
      hostVersion: '0.1.0',
      minAgeMs: 72 * 3_600_000,
      advisories: world.advisories,
      now: world.now,
    }),
    now,
  });
};

/** A manager over an empty host; `soak` and `probe` are what a test makes of them. */
export const managing = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  const { plugins } = await startPlugins(t, folders);
  const generations = join(dirname(folders.local), 'generations');
  const world = emptyWorld();
  const store = await freshStore({ folder: await tempFolder(t), now: () => 0, hostVersion: '0.1.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const manager = new PluginManager({
    log: new GenerationLog({ store, now: () => 0, log: (message) => t.fail(message) }),
    plugins,
    files: new GenerationFiles(generations),
    hostVersion: '0.1.0',
    now: () => 0,
    soak: () => world.soak(),
    probe: (...asked) => world.probe(...asked),
  });
  const packages = new Packages({
    folder: join(dirname(folders.local), 'fetching'),
    store: async () => folders.store,
    reach: testReach,
    secret: () => undefined,
  });
  const plans = plansOf({ manager, packages, plugins, store, world });
  const package_ = async (version: string, manifest: object = {}) =>
    writePlugin(await tempFolder(t), 'orders', {
      'agnes.plugin.json': { ...connectorManifest('acme/orders', 'orders'), version, ...manifest },
      'connector.ts': `// ${version}`,
    });
  const plan = async (path: string, grants = {}) =>
    plans.make(
      { install: [{ source: { type: 'folder', path } }], remove: [], grants, pinSources: {} },
      signal,
    );
  const install = async (path: string, approve: readonly string[] = []): Promise<GenerationLock> => {
    const { id, hash } = await plan(path);
    return manager.apply(plans.take(id, { hash, approve, by: 'u1' }), signal);
  };
  return { folders, plugins, generations, world, store, manager, packages, plans, package_, plan, install };
};
