import { systemTimers } from '../http/timers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { CatalogEntries } from '../lake/enrichment/catalog-entries.ts';
import type { Lake } from '../lake/lake.ts';
import { Profiler } from '../lake/profile/profiler.ts';
import { Profiles } from '../lake/profile/profiles.ts';
import { Profiling, tableProfileKind } from '../lake/profile/profiling.ts';
import { ColumnMetadata } from '../registry/metadata/column-metadata.ts';
import type { Registry } from '../registry/registry.ts';
import type { Outside } from './outside.ts';

interface LakeParts {
  readonly lake: Lake;
  readonly profiles: Profiles;
}

export const profilesOf = ({ store }: Outside) => new Profiles({ store });

export const catalogEntriesOf = ({ store, plugins }: Outside) =>
  new CatalogEntries({ store, hooks: plugins.hooks });

export const columnMetadataOf = ({ store, now }: Outside) => new ColumnMetadata({ store, now });

export const profilerOf = ({
  now,
  conditions,
  lake,
  registry,
  profiles,
}: Outside & LakeParts & { readonly registry: Registry }) =>
  new Profiler({ lake, registry, profiles, conditions, now, timers: systemTimers });

export const profilingOf = ({
  now,
  log,
  lake,
  jobs,
  profiles,
  profiler,
}: Outside & LakeParts & { readonly jobs: Jobs; readonly profiler: Profiler }) =>
  new Profiling({
    lake,
    jobs,
    profiles,
    profiler,
    now,
    log: (message, error) => log('profile', { message, error }),
  });

interface Started {
  readonly jobs: Pick<Jobs, 'handle'>;
  readonly profiler: Profiler;
  readonly profiling: Profiling;
}

/** From here on what is published is profiled, beginning with what a stopped host left undone. */
export const startProfiling = async ({ jobs, profiler, profiling }: Started): Promise<AsyncDisposable> => {
  jobs.handle(tableProfileKind, profiling.handler);
  await profiling.notice();
  return profiler;
};
