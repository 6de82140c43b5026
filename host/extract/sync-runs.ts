import type { Job, JobContext, JobHandler, JobResult } from '../jobs/job.ts';
import type { Registry } from '../registry/registry.ts';
import type { Conditions } from '../store/conditions.ts';
import { newId } from '../store/new-id.ts';
import { Outcomes, reasonOf, type TableOutcome } from './outcome.ts';
import { planRun, type RunPlan, type SourcePlan } from './plan-run.ts';
import { finishRun, insertRun, interruptRuns } from './repository.ts';
import { showOutcomes } from './run-conditions.ts';
import { badRunParams, runFailed, runFailedForNow } from './run-errors.ts';
import { readRunParams, type RunParams } from './run-params.ts';
import { runSource } from './run-source.ts';
import type { SourceRunDeps } from './source-run.ts';
import { TakeUp } from './take-up.ts';
import { Turns } from './turns.ts';
import { writeHistory } from './write-down.ts';

/** What sync runs need. */
export interface SyncRunsDeps extends SourceRunDeps {
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'ensureTable'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
}

/** Sources read at the same time; each has its own child process. */
const width = 2;

/** Reads sources and publishes what they bring: the handler of jobs of kind `sync.run`. */
export class SyncRuns {
  readonly #deps: SyncRunsDeps;
  readonly #takeUp: TakeUp;
  readonly #turns = new Turns();

  constructor(deps: SyncRunsDeps) {
    this.#deps = deps;
    this.#takeUp = new TakeUp(deps);
  }

  /** After a start: ends what a crash interrupted and brings into the lake what it left in the extracts. */
  async resume(): Promise<void> {
    const { folders, store, now } = this.#deps;
    await folders.sweepRuns();
    await store.keep((tx) => interruptRuns(tx, new Date(now())));
    await this.#takeUp.resume();
  }

  /** Does one job. Throws only when nothing succeeded, so that the queue may try again. */
  readonly handler: JobHandler = async (context) => {
    const params = paramsOf(context.job);
    const runId = await this.#begin(context.job, params);
    try {
      return await this.#run(runId, params, context);
    } finally {
      await this.#deps.folders.dropRun(runId);
    }
  };
}
