import { join } from 'node:path';
import { contentHash, type LockEntry } from '../../../../host/kernel/generation-lock.ts';
import { Plugins } from '../../../../host/kernel/plugins.ts';
import { GenerationFiles } from '../../../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../../../host/plugin-manager/generation-log.ts';
import { PluginManager } from '../../../../host/plugin-manager/plugin-manager.ts';
import { laySlices } from '../../../../host/settings/overlay-file.ts';
import { armCrashPoint } from '../../../../host/store/crash-point.ts';
import { companionsOf } from '../../../support/companions-of.ts';
import { freshStore } from '../../../support/fresh-store.ts';
import { quietDeps } from '../../../support/quiet-deps.ts';
import { cursorOf, goOn, orders, rememberedSource } from '../support/remembered-source.ts';

/* Goes to a generation with other settings, or back from it, and dies on the way: `<data folder> <there | back> <crash point>`. */

const [data = '', way = '', crash = ''] = process.argv.slice(2);
const folder = join(data, 'plugins');
const plugins = new Plugins(quietDeps({ bundled: `${data}/none`, local: join(folder, 'local') }));
const store = await freshStore({ folder: join(data, 'state'), now: Date.now, hostVersion: '0.1.0' });
const overlay = join(data, 'state', 'instance.yaml');
const { companions } = await companionsOf({
  folder,
  plugins,
  store,
  overlay,
  packages: { stored: async () => orders(data) },
  now: Date.now,
});
const manager = new PluginManager({
  log: new GenerationLog({ store, now: Date.now, log: () => {} }),
  plugins,
  companions,
  files: new GenerationFiles(join(folder, 'generations')),
  hostVersion: '0.1.0',
  now: Date.now,
  soak: async () => {},
  probe: async () => {},
});
const hash = contentHash('');
const entry = (version: number): LockEntry => ({
  id: 'acme/orders',
  version: `${version}.0.0`,
  requested: `${version}.0.0`,
  source: { type: 'folder', path: '/none' },
  treeHash: hash,
  files: 0,
  bytes: 0,
  trust: 'unverified',
  // Nothing of it is loaded; what it is told and remembers goes along all the same.
  enabled: false,
  grants: [],
  grantsHash: hash,
  config: { version: 1, hash, secretRefs: [] },
  state: { version },
});
const goTo = (base: number, number: number, reason: string) =>
  manager.apply(
    {
      base,
      plugins: [entry(number)],
      reason,
      by: 'u1',
      overlay: [{ path: ['plugins', 'acme/orders', 'settings', 'said'], value: reason }],
    },
    new AbortController().signal,
  );

// What somebody typed into the file: it is where it was typed, and in no other file.
await laySlices(overlay, [
  { path: ['plugins', 'acme/orders', 'settings', 'api_token'], value: 'typed-by-hand' },
]);
await rememberedSource(store, 'old');
await goTo(0, 1, 'old');
if (way === 'there') armCrashPoint(crash);
await goTo(2, 2, 'new');
await goOn(store, 'new');
armCrashPoint(crash);
await manager.rollback(undefined);
process.stdout.write(await cursorOf(store));
