import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import { BisectFile } from '../../host/plugin-manager/diagnosis/bisect-file.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../host/plugin-manager/generation-log.ts';
import { Packages } from '../../host/plugin-manager/packages.ts';
import { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import { companionsOf } from './companions-of.ts';
import { freshStore } from './fresh-store.ts';
import { emptyWorld, plansOf } from './plans-of.ts';
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
  const world = emptyWorld();
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
  const log = new GenerationLog({ store, now: () => 0, log: (message) => t.fail(message) });
  const files = new GenerationFiles(generations);
  const bisectFile = new BisectFile(join(dirname(folders.local), 'bisect.json'));
  const forgiven: string[] = [];
  const manager = new PluginManager({
    endings: { forgive: async ({ id }) => void forgiven.push(id) },
    log,
    plugins,
    files,
    companions: beside.companions,
    refuseWhileHeld: () => bisectFile.refuseWhileRunning(),
    hostVersion: '0.1.0',
    now: () => 0,
    soak: () => world.soak(),
    probe: (...asked) => world.probe(...asked),
  });
  const plans = plansOf({ manager, packages, plugins, store, beside, world });
  const plan = async (path: string, grants = {}) =>
    plans.make(
      { install: [{ source: { type: 'folder', path } }], remove: [], grants, pinSources: {} },
      signal,
    );
  const install = async (path: string, approve: readonly string[] = []): Promise<GenerationLock> => {
    const { id, hash } = await plan(path);
    return manager.apply(plans.take(id, { hash, approve, by: 'u1' }), signal);
  };
  const parts = { store, log, files, bisectFile, packages, forgiven };
  const around = { folders, plugins, generations, world, store, beside, packages, parts };
  return { ...around, manager, plans, package_: packageOf(t), plan, install };
};
