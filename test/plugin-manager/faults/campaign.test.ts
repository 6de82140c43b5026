import { join } from 'node:path';
import test from 'ava';
import { crashPoints } from '../../support/crash-points.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { badPackages } from './bad-packages.ts';
import { brokenFiles } from './broken-files.ts';
import { runFaults } from './campaign.ts';
import { whileChanging } from './changing.ts';
import { fullDisk, smallDisk } from './full-disk.ts';
import { kills, steps } from './kills.ts';
import { randomOf } from './random.ts';
import type { Fault } from './scene.ts';
import { writeVersions } from './versions.ts';

/* `FAULTS=200 FAULT_SEED=7 npx ava test/plugin-manager/faults/campaign.test.ts` does that many, the same for a seed. */

const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 100_000);
const random = randomOf(seed);

/** Every kind once, then as many more as were asked for, in an order of the seed. */
const chosenFrom = (kinds: readonly Fault[]): readonly Fault[] => {
  const more = Math.max(0, Number(process.env['FAULTS'] ?? 0) - kinds.length);
  const all = [...kinds, ...Array.from({ length: more }, () => random.pick(kinds))];
  return all
    .map((fault) => ({ fault, at: random.below(1e9) }))
    .sort((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
};

test('a change is killed at every step it has', async (t) => {
  const points = await crashPoints('host/plugin-manager/*.ts');

  t.deepEqual(points.toSorted(), [...steps, 'apply.failing'].toSorted());
});

test('after any fault of a change the host starts with exactly the old plugins or the new ones, and says what to do', async (t) => {
  t.timeout(3_600_000);
  const disk = await smallDisk(t);
  if (disk === undefined) t.log('skipped: full disks, because this machine lets nobody mount a small one');
  const dataDir = join(disk ?? (await tempFolder(t)), 'data');
  await writeVersions(join(dataDir, 'packages'));
  const faults = chosenFrom([
    ...whileChanging,
    ...badPackages,
    ...brokenFiles,
    ...kills,
    ...(disk ? fullDisk : []),
  ]);
  t.log(`${faults.length} faults of seed ${seed}`);

  const ran = await runFaults(dataDir, faults, random);

  t.deepEqual(
    ran.filter(({ wrong }) => wrong.length > 0),
    [],
    `seed ${seed}`,
  );
  t.is(ran.length, faults.length);
});
