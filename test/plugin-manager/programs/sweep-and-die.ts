import { GenerationFiles } from '../../../host/plugin-manager/generation-files.ts';
import { sweepStore } from '../../../host/plugin-manager/upkeep/store-sweep.ts';
import { armCrashPoint } from '../../../host/store/crash-point.ts';

/* Cleans the store below a folder and dies on the way: `<folder> <crash point>`. */

const [folder = '', crash = ''] = process.argv.slice(2);
armCrashPoint(crash);
await sweepStore({
  files: new GenerationFiles(`${folder}/generations`),
  packages: { alone: (work) => work(`${folder}/store`) },
  incoming: `${folder}/incoming`,
  live: () => new Set(),
  keeping: async () => ({ named: [] }),
  now: () => Date.now() + 48 * 3_600_000,
});
