import type { JobResult } from '../jobs/job.ts';
import type { SystemStore } from '../store/system-store.ts';
import { noticeOnWire, type RunNotice } from './notices.ts';
import type { TableOutcome } from './outcome.ts';
import { endOvertaken, type QuestionDoors } from './questions.ts';
import { finishRun } from './repository.ts';
import type { RunParams } from './run-params.ts';
import { confirmationOf, countsOf, failureOf, outcomeOnWire, statusOf } from './run-summary.ts';

/** What a run came to. */
export interface Ended {
  readonly runId: string;
  readonly outcomes: readonly TableOutcome[];
  readonly notices: readonly RunNotice[];
  readonly generation: number;
  readonly params: RunParams;
  readonly signal: AbortSignal;
}

/** Writes down that a run is over and gives the result of its job; throws when nothing succeeded. */
export const endRun = async (
  { runId, outcomes, notices, generation, params, signal }: Ended,
  deps: QuestionDoors & { readonly store: SystemStore; readonly now: () => number },
): Promise<JobResult> => {
  const counts = countsOf(outcomes);
  const status = statusOf(outcomes, signal);
  await deps.store.keep((tx) =>
    finishRun(tx, runId, {
      status,
      finished_at: new Date(deps.now()),
      tables_ok: counts.published + counts.unchanged,
      tables_failed: counts.failed,
      tables_skipped: counts.skipped,
      generation: generation > 0 ? generation : null,
    }),
  );
  const tables = outcomes.map(outcomeOnWire);
  const result = { run_id: runId, generation, ...counts, tables, notices: notices.map(noticeOnWire) };
  signal.throwIfAborted();
  await endOvertaken(outcomes, deps);
  if (status === 'needs_confirmation') return { status, result, confirm: confirmationOf(outcomes, params) };
  if (status === 'succeeded' || status === 'partial') return { status, result };
  throw failureOf(outcomes);
};
