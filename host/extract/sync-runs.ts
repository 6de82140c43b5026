import type { Job, JobContext, JobHandler, JobResult } from '../jobs/job.ts';
import type { Registry } from '../registry/registry.ts';
import type { Conditions } from '../store/conditions.ts';
import { newId } from '../store/new-id.ts';
import { Outcomes, type TableOutcome } from './outcome.ts';
import { planRun, type RunPlan, type SourcePlan } from './plan-run.ts';
import { abandonRun, failuresSinceSuccess, finishRun, insertRun } from './repository.ts';
import { showOutcomes } from './run-conditions.ts';
import { badRunParams } from './run-errors.ts';
import { type RunParams, readRunParams } from './run-params.ts';
import { runSource } from './run-source.ts';
import { countsOf, failureOf, outcomeOnWire, statusOf } from './run-summary.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
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
    await store.keep((tx) => abandonRun(tx, { at: new Date(now()) }));
    await this.#takeUp.resume();
  }

  /** Does one job. Throws only when nothing succeeded, so that the queue may try again. */
  readonly handler: JobHandler = async (context) => {
    const { store, now } = this.#deps;
    const params = paramsOf(context.job);
    const runId = await this.#begin(context.job, params);
    try {
      return await this.#run(runId, params, context);
    } catch (cause) {
      // Where the run has ended itself, this changes nothing.
      await store.keep((tx) => abandonRun(tx, { id: runId, at: new Date(now()) }));
      throw cause;
    } finally {
      await this.#deps.folders.dropRun(runId);
    }
  };

  async #begin({ id: job_id }: Job, params: RunParams): Promise<string> {
    const { store, now } = this.#deps;
    const id = newId();
    const { trigger, tables, connection } = params;
    const requested = JSON.stringify({
      ...(tables && { tables }),
      ...(connection !== undefined && { connection }),
    });
    await store.keep((tx) =>
      insertRun(tx, {
        id,
        job_id,
        trigger,
        requested,
        status: 'running',
        started_at: new Date(now()),
        finished_at: null,
        tables_ok: 0,
        tables_failed: 0,
        tables_skipped: 0,
        generation: null,
      }),
    );
    return id;
  }

  async #run(runId: string, params: RunParams, context: JobContext): Promise<JobResult> {
    const plan = await this.#plan(params);
    const total = plan.refused.length + plan.sources.reduce((sum, { tables }) => sum + tables.length, 0);
    const outcomes = new Outcomes({ now: this.#deps.now, onSettled: teller(context, total) });
    for (const { table, ...refusal } of plan.refused) outcomes.settle(outcomes.draft(table, refusal));
    const { store, now } = this.#deps;
    await store.keep((tx) => writeHistory(tx, { runId }, { outcomes: outcomes.list(), at: now() }));
    const run = { runId, force: params.force, outcomes, signal: context.signal, log: logger(context) };
    const generations = await inParallel(plan.sources, (source) => this.#runSource(source, run));
    const generation = Math.max(0, ...generations.map((number) => number ?? 0));
    return this.#end(runId, { outcomes: outcomes.list(), generation, signal: context.signal });
  }

  async #plan(params: RunParams): Promise<RunPlan> {
    const { registry, lake, now, store } = this.#deps;
    const synced = new Map(lake.published().map(({ id, lastSync }) => [id, lastSync]));
    const [tables, sources] = [await registry.tables(), await registry.sources()];
    const failures = await failuresSinceSuccess(store.read);
    return planRun(params, { tables, sources, now: now(), failures, lastSync: (id) => synced.get(id) });
  }

  /** Two runs of one source never overlap. */
  #runSource({ source, tables }: SourcePlan, run: Run): Promise<number | undefined> {
    return this.#turns.take(source.slug, async () => {
      await this.#takeUp.refresh(source);
      const generation = await runSource({ ...run, source, tables }, this.#deps);
      const settled = tables.flatMap((table) => run.outcomes.of(table) ?? []);
      await showOutcomes(this.#deps.conditions, source, settled);
      return generation;
    });
  }

  async #end(runId: string, { outcomes, generation, signal }: Ended): Promise<JobResult> {
    const { store, now } = this.#deps;
    const counts = countsOf(outcomes);
    const status = statusOf(counts, signal);
    await store.keep((tx) =>
      finishRun(tx, runId, {
        status,
        finished_at: new Date(now()),
        tables_ok: counts.published + counts.unchanged,
        tables_failed: counts.failed,
        tables_skipped: counts.skipped,
        generation: generation > 0 ? generation : null,
      }),
    );
    const result = { run_id: runId, generation, ...counts, tables: outcomes.map(outcomeOnWire) };
    signal.throwIfAborted();
    if (status === 'succeeded' || status === 'partial') return { status, result };
    throw failureOf(outcomes);
  }
}

type Run = Pick<SourceTask, 'runId' | 'force' | 'outcomes' | 'signal' | 'log'>;

interface Ended {
  readonly outcomes: readonly TableOutcome[];
  readonly generation: number;
  readonly signal: AbortSignal;
}

const paramsOf = ({ id, params }: Job): RunParams => {
  const checked = readRunParams(params);
  if (!checked.ok) throw badRunParams({ job: id, fault: checked.faults[0]?.msg ?? '' });
  return checked.value;
};

const inParallel = async <T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const queue = [...items];
  const results: R[] = [];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.push(await work(next));
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane));
  const broken = lanes.find((settled) => settled.status === 'rejected');
  if (broken) throw broken.reason;
  return results;
};

const teller =
  (context: JobContext, total: number) =>
  (outcome: TableOutcome, done: number): void => {
    context.event('table', outcomeOnWire(outcome));
    context.progress({ done, total, unit: 'tables', message: outcome.name });
  };

/** Lines of a run's log that are kept. */
const longestLog = 1000;

const logger = (context: JobContext) => {
  let left = longestLog;
  return (message: string): void => {
    left -= 1;
    if (left >= 0) context.event('log', { message });
  };
};
