import { basename, join } from 'node:path';
import type { JobHandler } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { storeBeside } from '../kernel/find-plugins.ts';
import { Bundles } from '../plugin-manager/bundles/bundles.ts';
import type { Packages } from '../plugin-manager/packages.ts';
import type { Plans } from '../plugin-manager/plans.ts';
import { changeKey } from '../plugin-manager/plugin-jobs.ts';
import type { PluginManager } from '../plugin-manager/plugin-manager.ts';
import { plannedEntries } from '../plugin-manager/settings/plan-repository.ts';
import { checkStore } from '../plugin-manager/upkeep/store-check.ts';
import { sweepStore } from '../plugin-manager/upkeep/store-sweep.ts';
import type { Registry } from '../registry/registry.ts';
import { generationsIn } from './boot-generation.ts';
import { snapshotsIn } from './companion-parts.ts';
import type { Outside } from './outside.ts';
import { endingsIn } from './plugin-endings.ts';
import { bisectFileOf, type GenerationParts } from './plugin-manager-parts.ts';

/* What carries plugins between hosts, and what keeps the store of them in order. */

interface BundleParts extends Outside, GenerationParts {
  readonly registry: Registry;
  readonly pluginPackages: Packages;
  readonly pluginPlans: Plans;
}

const incomingOf = ({ dataDir }: Outside) => join(dataDir, 'plugins', 'incoming');

export const pluginBundlesOf = (parts: BundleParts) =>
  new Bundles({
    files: parts.pluginFiles,
    packages: parts.pluginPackages,
    plans: parts.pluginPlans,
    sources: () => parts.registry.sources(),
    folder: incomingOf(parts),
  });

/** Kind of the jobs that remove what nobody refers to. */
export const pluginCleanKind = 'maintenance.plugin-store-clean';

/** Kind of the jobs that compare every file with its hash. */
export const pluginCheckKind = 'maintenance.plugin-store-verify';

/** Neither runs while plugins are changed. */
export const pluginStoreManner = { concurrencyKey: changeKey } as const;

interface SweepParts extends Outside, GenerationParts {
  readonly jobs: Jobs;
  readonly pluginManager: PluginManager;
  readonly pluginPackages: Packages;
}

/** Who keeps the store of plugins in order, by kind of job. */
export const pluginSweepOf = (parts: SweepParts): Readonly<Record<string, JobHandler>> => {
  const { plugins, pluginPackages: packages, pluginManager: manager, conditions, store, now } = parts;
  const { pluginFiles: files } = parts;
  return {
    [pluginCleanKind]: async () => ({
      result: await sweepStore({
        files,
        packages,
        incoming: incomingOf(parts),
        endings: endingsIn(parts.dataDir),
        live: () => new Set(plugins.found().map(({ folder }) => basename(folder))),
        beside: { generations: generationsIn(parts.dataDir), snapshots: snapshotsIn(parts.dataDir), store },
        keeping: async () => ({
          since: await oldestRunning(parts.jobs),
          named: await bisected(parts),
        }),
        planned: (current) => plannedEntries(store.read, { current, at: new Date(now()) }),
        now,
      }),
    }),
    [pluginCheckKind]: async ({ signal }) => {
      const folder = () => storeBeside(join(parts.dataDir, 'plugins', 'local'));
      const result = await checkStore({ files, folder, manager, conditions, store }, signal);
      return { status: result.damaged.length > 0 ? 'partial' : 'succeeded', result };
    },
  };
};

const asAdmin = { isAdmin: true, userId: '' };

const oldestRunning = async (jobs: Jobs): Promise<number | undefined> => {
  const running = await jobs.list(asAdmin, { status: 'running', limit: 1000 });
  const starts = running.flatMap(({ startedAt }) => startedAt?.getTime() ?? []);
  return starts.length > 0 ? Math.min(...starts) : undefined;
};

/** Generations that a search for a bad plugin goes back to; a file that cannot be read names none. */
const bisected = async (parts: Pick<Outside, 'dataDir'>): Promise<readonly number[]> => {
  const search = await bisectFileOf(parts)
    .read()
    .catch(() => undefined);
  return search ? [search.began, search.good ?? 0, search.step].filter((one) => one > 0) : [];
};
