import { Plugins } from '../../../host/kernel/plugins.ts';
import { GenerationFiles } from '../../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../../host/plugin-manager/generation-log.ts';
import { PluginManager } from '../../../host/plugin-manager/plugin-manager.ts';
import { armCrashPoint } from '../../../host/store/crash-point.ts';
import { companionsOf } from '../../support/companions-of.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { quietDeps } from '../../support/quiet-deps.ts';

/* Makes a second generation and dies on the way: `<folder> <crash point>`. */

const [folder = '', crash = ''] = process.argv.slice(2);
const plugins = new Plugins(quietDeps({ bundled: `${folder}/none`, local: `${folder}/local` }));
const store = await freshStore({ folder: `${folder}/state`, now: Date.now, hostVersion: '0.1.0' });
const { companions } = await companionsOf({
  folder,
  plugins,
  store,
  packages: { stored: () => Promise.reject(new RangeError('nothing is stored')) },
});
const manager = new PluginManager({
  log: new GenerationLog({ store, now: Date.now, log: () => {} }),
  plugins,
  companions,
  files: new GenerationFiles(`${folder}/generations`),
  hostVersion: '0.1.0',
  now: Date.now,
  soak: async () => {},
  probe: async () => {},
});
const { signal } = new AbortController();
await manager.apply({ base: 0, plugins: [], reason: 'one', by: 'u1' }, signal);
armCrashPoint(crash);
await manager.apply({ base: 2, plugins: [], reason: 'two', by: 'u1' }, signal);
