import { runKinds } from '../extract/trigger.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Schedules } from '../jobs/schedules/schedules.ts';
import type { Lake } from '../lake/lake.ts';
import { SourceStatuses, type UpcomingRuns } from '../lake/status/source-statuses.ts';
import type { Registry } from '../registry/registry.ts';
import type { PushedEvents } from '../registry/sources/open-events.ts';
import { HealthReport, type HealthReportDeps } from './health-report.ts';
import type { Outside } from './outside.ts';

interface StatusParts {
  readonly registry: Registry;
  readonly lake: Lake;
  readonly jobs: Jobs;
  readonly upcoming: UpcomingRuns;
  readonly deliveries: PushedEvents;
}

/** What the schedules are about to start, soonest first. */
export const upcomingOf =
  ({ schedules }: { readonly schedules: Pick<Schedules, 'list'> }): UpcomingRuns =>
  async () =>
    (await schedules.list())
      .filter(({ enabled }) => enabled)
      .flatMap(({ id, kind, target, spec, nextRun }) =>
        nextRun === undefined ? [] : [{ id, kind, target, spec, nextRun }],
      )
      .sort((a, b) => a.nextRun.getTime() - b.nextRun.getTime());

export const sourceStatusesOf = ({
  registry,
  lake,
  jobs,
  upcoming,
  conditions,
  deliveries,
  now,
}: Outside & StatusParts) =>
  new SourceStatuses({ registry, lake, jobs, upcoming, conditions, deliveries, now, runKinds });

// The container hands out a proxy: what is needed has to be named.
export const healthReportOf = (parts: Outside & HealthReportDeps) => {
  const { health, access, registry, lake, identity, jobs, sourceStatuses, upcoming, plugins, now } = parts;
  return new HealthReport({
    ...{ health, access, registry, lake, identity, jobs },
    ...{ sourceStatuses, upcoming, plugins, now },
  });
};
