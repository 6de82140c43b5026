import { syncRunKind } from '../extract/trigger.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Lake } from '../lake/lake.ts';
import { SourceStatuses, type UpcomingRuns } from '../lake/status/source-statuses.ts';
import type { Registry } from '../registry/registry.ts';
import { HealthReport, type HealthReportDeps } from './health-report.ts';
import type { Outside } from './outside.ts';

interface StatusParts {
  readonly registry: Registry;
  readonly lake: Lake;
  readonly jobs: Jobs;
  readonly upcoming: UpcomingRuns;
}

/** No clock of this host starts anything yet. */
export const upcomingOf = (): UpcomingRuns => async () => [];

export const sourceStatusesOf = ({
  registry,
  lake,
  jobs,
  upcoming,
  conditions,
  now,
}: Outside & StatusParts) =>
  new SourceStatuses({ registry, lake, jobs, upcoming, conditions, now, runKind: syncRunKind });

// The container hands out a proxy: what is needed has to be named.
export const healthReportOf = (parts: Outside & HealthReportDeps) => {
  const { health, access, registry, lake, identity, jobs, sourceStatuses, upcoming, plugins, now } = parts;
  return new HealthReport({
    ...{ health, access, registry, lake, identity, jobs },
    ...{ sourceStatuses, upcoming, plugins, now },
  });
};
