import { GenerationFiles } from '../../../host/plugin-manager/generation-files.ts';
import { Snapshots } from '../../../host/plugin-manager/state/snapshots.ts';
import { sweepStore } from '../../../host/plugin-manager/upkeep/store-sweep.ts';
import { armCrashPoint } from '../../../host/store/crash-point.ts';
import { freshStore } from '../../support/fresh-store.ts';

/* Cleans the store below a folder and dies on the way: `<folder> <crash point>`. */

const [folder = '', crash = ''] = process.argv.slice(2);
const store = await freshStore({ folder: `${folder}/state-of-its-own`, now: Date.now, hostVersion: '0.1.0' });
armCrashPoint(crash);
await sweepStore({
  files: new GenerationFiles(`${folder}/generations`),
  packages: { alone: (work) => work(`${folder}/store`) },
  incoming: `${folder}/incoming`,
  endings: `${folder}/endings`,
  live: () => new Set(),
  beside: { generations: `${folder}/generations`, snapshots: new Snapshots(folder), store },
  keeping: async () => ({ named: [] }),
  planned: async () => [],
  now: () => Date.now() + 48 * 3_600_000,
});
