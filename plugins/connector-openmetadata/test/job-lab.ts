import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogTable } from '@agnes/sdk';
import type { Job, JobDone } from '@agnes/sdk/job';
import type { ExecutionContext } from 'ava';
import type { Settings } from '../settings.ts';
import { brokered } from './catalog-server.ts';

/** The settings as the schema fills them in. */
export const defaults: Settings = {
  cache_ttl_seconds: 3600,
  service_map: { keboola: 'kbc' },
  project_map: { shop: 'crm' },
  fqn_template: '{service}.{project}.{bucket}.{source_table}',
  enrich_schedule: 'every 6h',
  export_schedule: 'daily 04:00',
  precedence: ['manual', 'openmetadata', 'connector', 'profile'],
};

/** A table of the catalog that OpenMetadata calls `kbc.crm."in.c-crm".<name>`. */
export const table = (name: string, more: Partial<CatalogTable> = {}): CatalogTable => ({
  id: `id_${name}`,
  name,
  sourceType: 'keboola',
  source: 'shop',
  bucket: 'in.c-crm',
  sourceTable: name,
  freshness: 'fresh',
  columns: [],
  ...more,
});

/** Folders and a clock for the jobs of one instance; it goes on by `step` with every sign of progress. */
export const jobLab = async (t: ExecutionContext, url: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-om-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const clock = { at: Date.UTC(2027, 0, 1), step: 0 };
  const logs: string[] = [];
  const run = (job: Job<Settings>, { catalog, config, params = {} }: Run): Promise<JobDone> =>
    job.run({
      config: { ...defaults, url, token: 'OM_TOKEN', ...config },
      params,
      catalog,
      http: brokered(),
      log: (line) => logs.push(line),
      signal: new AbortController().signal,
      now: () => clock.at,
      progress: () => {
        clock.at += clock.step;
      },
      kept: folder,
      folders: { docs: folder },
    });
  return { folder, clock, logs, run };
};

interface Run {
  readonly catalog: readonly CatalogTable[];
  readonly config?: Partial<Settings>;
  readonly params?: Readonly<Record<string, unknown>>;
}
