import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { JobManner } from '../jobs/schedules/schedule.ts';
import type { Schedules } from '../jobs/schedules/schedules.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { CatalogEntries } from '../lake/enrichment/catalog-entries.ts';
import type { Lake } from '../lake/lake.ts';
import type { Profiles } from '../lake/profile/profiles.ts';
import { pluginJobDraft } from '../plugin-jobs/plugin-job-draft.ts';
import { PluginJobs } from '../plugin-jobs/plugin-jobs.ts';
import { ScheduleSync } from '../plugin-jobs/schedule-sync.ts';
import type { ColumnMetadata } from '../registry/metadata/column-metadata.ts';
import { Enrichments } from '../registry/metadata/enrichments.ts';
import type { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Outside } from './outside.ts';
import { pluginCatalog } from './plugin-catalog.ts';

/* Jobs of plugins, and what recurs because of them. */

interface JobParts extends Outside {
  readonly registry: Registry;
  readonly folders: ExtractFolders;
  readonly jobs: Jobs;
  readonly lake: Lake;
  readonly profiles: Profiles;
  readonly columnMetadata: ColumnMetadata;
  readonly enrichments: Enrichments;
  readonly catalogEntries: CatalogEntries;
  readonly descriptions: Descriptions;
}

export const enrichmentsOf = ({ store, now }: Outside) => new Enrichments({ store, now });

export const pluginJobsOf = (parts: JobParts) => {
  const { plugins, registry, folders, jobs, secrets, config, attachLists, dataDir, enrichments } = parts;
  const { lake, profiles, columnMetadata, descriptions, outbound } = parts;
  return new PluginJobs({
    plugins,
    registry,
    folders,
    jobs,
    secrets,
    dataDir,
    connectors: plugins,
    roots: config.files.roots,
    privateAllowed: config.egress.private,
    outbound,
    extensions: attachLists.extensions,
    catalog: () => pluginCatalog({ registry, lake, profiles, columnMetadata, descriptions }),
    onEnrichments: async (plugin, found) => {
      await enrichments.keep(plugin, found);
      parts.catalogEntries.forget();
    },
  });
};

export const scheduleSyncOf = ({
  plugins,
  registry,
  conditions,
  schedules,
}: Outside & { readonly registry: Registry; readonly schedules: Schedules }) =>
  new ScheduleSync({ plugins, registry, conditions, schedules });

/** How schedules queue the jobs of plugins. */
export const pluginManners = (plugins: Pick<Plugins, 'jobs'>): Readonly<Record<string, JobManner>> =>
  Object.fromEntries(plugins.jobs().map((job) => [job.id, (payload) => pluginJobDraft(job, payload)]));
