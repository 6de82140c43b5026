import { basename, dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { plannedEntries } from '../../host/plugin-manager/settings/plan-repository.ts';
import { sweepStore } from '../../host/plugin-manager/upkeep/store-sweep.ts';
import { managing } from './managing-plugins.ts';

/** Cleaning the store of a host of a test. */
export const sweeping = ({
  generations,
  packages,
  plugins,
  store,
  beside,
}: Awaited<ReturnType<typeof managing>>) => {
  const files = new GenerationFiles(generations);
  const running = () => new Set(plugins.found().map(({ folder }) => basename(folder)));
  const sweep = (now: number, live = running) =>
    sweepStore({
      files,
      packages,
      incoming: join(dirname(generations), 'incoming'),
      endings: join(dirname(generations), 'endings'),
      live,
      beside: { generations, snapshots: beside.snapshots, store },
      keeping: async () => ({ named: [] }),
      planned: (current) => plannedEntries(store.read, { current, at: new Date(now) }),
      now: () => now,
    });
  return { files, sweep };
};

/** Seven versions, one after the other; each leaves a copy of what the one before remembered. */
export const sevenVersions = async (t: ExecutionContext) => {
  const lab = await managing(t);
  const { install, package_, beside } = lab;
  for (const patch of [0, 1, 2, 3, 4, 5, 6])
    await install(await package_(`1.0.${patch}`, { state: { version: patch + 1 } }));
  const remembered = async () =>
    (await beside.snapshots.of('acme/orders')).map(({ version }) => version).toSorted((a, b) => a - b);
  return { ...lab, ...sweeping(lab), remembered };
};
