import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogTable } from '@agnes/sdk';
import type { JobTask } from '@agnes/sdk/extract';
import { type ConnectorDeps, orderFor, type SourceOrder } from '../extract/connector-order.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import { grantedFolders } from '../extract/granted-folders.ts';
import type { ConnectorOrder } from '../kernel/connector-run-order.ts';
import type { LoadedJob } from '../kernel/loaded.ts';
import type { Source } from '../registry/source.ts';

/** What it takes to put an order for a job together. */
export interface JobOrderDeps extends ConnectorDeps {
  readonly folders: Pick<ExtractFolders, 'kept' | 'duckdbExtensions' | 'scratch' | 'dropRun' | 'dropKept'>;
  /** Every table with its numbers. */
  readonly catalog: () => Promise<readonly CatalogTable[]>;
  /** `DATA_DIR`. */
  readonly dataDir: string;
}

/** What is asked of a job, and where. */
export interface Asked {
  readonly runId: string;
  readonly job: LoadedJob;
  /** Absent for a job of its plugin. */
  readonly source?: Source | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

/** An order but for those who hear of it. */
export type JobOrder = Omit<ConnectorOrder, 'signal' | 'onProgress' | 'log'>;

/** Finds what a job may use, and makes its folders. */
export const jobOrder = async (asked: Asked, deps: JobOrderDeps): Promise<JobOrder> => {
  const { runId, job, source, params } = asked;
  const owner = source ? await orderFor(source, deps) : await ofPlugin(job, deps);
  const { staging, parquet } = await deps.folders.scratch(runId, source?.slug ?? 'plugin');
  const task = await taskOf(job, { params, scratch: parquet }, deps);
  const { timeoutSec } = job.contribution;
  return {
    ...owner,
    plugin: { ...job, contribution: { runtime: 'stream' } },
    command: 'job',
    tables: [],
    staging,
    job: task,
    readable: [...owner.readable, ...(task.catalog === undefined ? [] : [task.catalog])],
    limits: { ...(timeoutSec !== undefined && { timeoutSec }), ...owner.limits },
  };
};

/** A job of a plugin has the settings of the plugin, the secrets that they name, and a folder of its own. */
const ofPlugin = async (
  { plugin, manifest, settings }: LoadedJob,
  { secrets, roots, privateAllowed, outbound, folders }: JobOrderDeps,
): Promise<Omit<SourceOrder, 'plugin'>> => ({
  config: settings,
  secrets: (name, host) => secrets.resolveFor(name, host),
  readable: await grantedFolders({ manifest, config: settings, roots }),
  ...(manifest.capabilities?.state && { kept: await folders.kept(plugin, noSource) }),
  privateAllowed,
  ...(outbound && { outbound }),
  limits: {},
});

/** Where a plugin keeps what is of no source: no source is called so. */
const noSource = '.plugin';

const taskOf = async (
  { manifest: { capabilities } }: LoadedJob,
  { params, scratch }: { readonly params: JobTask['params']; readonly scratch: string },
  { catalog, dataDir }: JobOrderDeps,
): Promise<JobTask> => {
  const file = join(scratch, 'catalog.json');
  if (capabilities?.catalog) await writeFile(file, JSON.stringify(await catalog()), { mode: 0o600 });
  const named = (capabilities?.folders ?? []).map(
    async ({ name }) => [name, await folderIn(dataDir, name)] as const,
  );
  return {
    params,
    folders: Object.fromEntries(await Promise.all(named)),
    ...(capabilities?.catalog && { catalog: file }),
  };
};

const folderIn = async (dataDir: string, name: string): Promise<string> => {
  const folder = join(dataDir, name);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return realpath(folder);
};
