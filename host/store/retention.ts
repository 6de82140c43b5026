import {
  type Limits,
  type Pruned,
  pruneJobs,
  pruneNotes,
  prunePlugins,
  pruneQueries,
  pruneRuns,
} from './retention-repository.ts';
import type { SystemStore } from './system-store.ts';

/** Days after which rows go, as `state.retention` says it. */
export interface RetentionDays {
  readonly jobs_days: number;
  readonly job_events_days: number;
  readonly sent_mail_days: number;
  readonly sync_history_days: number;
  readonly query_log_days: number;
  readonly conditions_days: number;
}

/** Removes what is older than it has to be kept. The audit log is never touched. */
export const prune = async (
  store: Pick<SystemStore, 'keep'>,
  { now, days }: { readonly now: number; readonly days: RetentionDays },
): Promise<Pruned> => {
  const limits = limitsOf(days, now);
  // A transaction each: others write in between.
  const gone = [
    await store.keep((tx) => pruneJobs(tx, limits)),
    await store.keep((tx) => pruneRuns(tx, limits)),
    await store.keep((tx) => pruneNotes(tx, limits)),
    await store.keep((tx) => pruneQueries(tx, limits)),
    await store.keep((tx) => prunePlugins(tx, limits)),
  ];
  return Object.assign({}, ...gone);
};

/** What is shown of plugins is of this many days. */
const pluginDays = 30;
const day = 24 * 3_600_000;

const limitsOf = (days: RetentionDays, now: number): Limits => {
  const before = (count: number): Date => new Date(now - count * day);
  return {
    jobs: before(days.jobs_days),
    jobEvents: before(days.job_events_days),
    sentMail: before(days.sent_mail_days),
    syncHistory: before(days.sync_history_days),
    queries: before(days.query_log_days),
    conditions: before(days.conditions_days),
    plugins: before(pluginDays),
  };
};
