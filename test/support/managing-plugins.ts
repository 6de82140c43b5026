import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import type { PackageLook, Probe } from '../../host/plugin-manager/conformance.ts';
import { BisectFile } from '../../host/plugin-manager/diagnosis/bisect-file.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../host/plugin-manager/generation-log.ts';
import { Packages } from '../../host/plugin-manager/packages.ts';
import { Plans } from '../../host/plugin-manager/plans.ts';
import { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import { freshStore } from './fresh-store.ts';
import { connectorManifest, pluginFolders, writePlugin } from './plugin-folders.ts';
import { testReach } from './served-repository.ts';
import { startPlugins } from './start-plugins.ts';
import { tempFolder } from './temp-folder.ts';

/** Nobody calls anything off. */
export const signal = new AbortController().signal;
/** A host that a plugin asks for. */
export const network = [{ host: 'api.example.com', why: 'to read orders' }];

/** A manager over an empty host; `soak` and `probe` are what a test makes of them. */
export const managing = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  const { plugins } = await startPlugins(t, folders);
  const generations = join(dirname(folders.local), 'generations');
  const world = {
    soak: async () => {},
    probe: (async () => {}) as Probe,
    settings: {} as Readonly<Record<string, unknown>>,
    conformance: (async () => undefined) as PackageLook,
  };
  const store = await freshStore({ folder: await tempFolder(t), now: () => 0, hostVersion: '0.1.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const log = new GenerationLog({ store, now: () => 0, log: (message) => t.fail(message) });
  const files = new GenerationFiles(generations);
  const bisectFile = new BisectFile(join(dirname(folders.local), 'bisect.json'));
  const manager = new PluginManager({
    log,
    plugins,
    files,
    refuseWhileHeld: () => bisectFile.refuseWhileRunning(),
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
  const settingsOf = () => world.settings;
  const conformance: PackageLook = (stored) => world.conformance(stored);
  const plans = new Plans({ manager, packages, settingsOf, conformance, hostVersion: '0.1.0', now: () => 0 });
  const package_ = async (version: string, manifest: object = {}) =>
    writePlugin(await tempFolder(t), 'orders', {
      'agnes.plugin.json': { ...connectorManifest('acme/orders', 'orders'), version, ...manifest },
      'connector.ts': `// ${version}`,
    });
  const plan = async (path: string, grants = {}) =>
    plans.make({ install: [{ source: { type: 'folder', path } }], remove: [], grants }, signal);
  const install = async (path: string, approve: readonly string[] = []): Promise<GenerationLock> => {
    const { id, hash } = await plan(path);
    return manager.apply(plans.take(id, { hash, approve, by: 'u1' }), signal);
  };
  const parts = { store, log, files, bisectFile, packages };
  return { folders, plugins, generations, world, manager, plans, package_, plan, install, parts };
};
