import type { Job, JobContext, JobHandler, JobResult } from '../jobs/job.ts';
import { localType } from '../registry/local-source.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { Conditions } from '../store/conditions.ts';
import { newId } from '../store/new-id.ts';
import type { Secrets } from '../store/secrets.ts';
import { discoverFolders } from './discover-extracts.ts';
import { inParallel } from './in-parallel.ts';
import { Outcomes, type TableOutcome } from './outcome.ts';
import { planRun, type RunPlan, type SourcePlan } from './plan-run.ts';
import type { RemotePolicy } from './remote/remote-policy.ts';
import { abandonRun, finishRun, insertRun } from './repository.ts';
import { showOutcomes } from './run-conditions.ts';
import { badRunParams } from './run-errors.ts';
import { generationOf, settleFound, settleLocal } from './run-local.ts';
import { type RunParams, readRunParams } from './run-params.ts';
import { runSource } from './run-source.ts';
import { countsOf, failureOf, outcomeOnWire, statusOf } from './run-summary.ts';
import { logger, teller } from './run-voice.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import { type TakenUp, TakeUp } from './take-up.ts';
import { Turns } from './turns.ts';
import { writeHistory } from './write-down.ts';

/** What sync runs need. */
export interface SyncRunsDeps extends SourceRunDeps {
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'ensureTable' | 'ensureSource'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
  readonly remotePolicy: Pick<RemotePolicy, 'effective'>;
  readonly secrets: Pick<Secrets, 'resolve'>;
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
    // A crash may have come between an extract and the lake. No start waits for what others write.
    const own = (await this.#deps.registry.sources()).filter(({ type }) => type !== localType);
    for (const source of own) await this.#look(source);
  }

  /** Makes sources of folders that somebody put there, and looks whether those that nobody reads have changed. */
  async discoverExtracts(): Promise<readonly TakenUp[]> {
    await discoverFolders(this.#deps);
    const looks: TakenUp[] = [];
    for (const source of await this.#deps.registry.sources()) {
      if (source.type === localType && source.enabled) looks.push(await this.#look(source));
    }
    return looks;
  }

  #look(source: Source): Promise<TakenUp> {
    return this.#turns.take(source.slug, () => this.#takeUp.refresh(source));
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
    const looks =
      params.tables === undefined && params.connection === undefined ? await this.discoverExtracts() : [];
    const plan = await this.#plan(params);
    const total = plan.refused.length + plan.sources.reduce((sum, { tables }) => sum + tables.length, 0);
    const outcomes = new Outcomes({ now: this.#deps.now, onSettled: teller(context, total) });
    for (const { table, ...refusal } of plan.refused) outcomes.settle(outcomes.draft(table, refusal));
    for (const taken of looks) settleFound(outcomes, taken);
    const { store, now } = this.#deps;
    await store.keep((tx) => writeHistory(tx, { runId }, { outcomes: outcomes.list(), at: now() }));
    const run = { runId, force: params.force, outcomes, signal: context.signal, log: logger(context) };
    const generations = await inParallel(plan.sources, width, (source) => this.#runSource(source, run));
    const generation = Math.max(
      0,
      ...[...looks.map(generationOf), ...generations].map((number) => number ?? 0),
    );
    return this.#end(runId, { outcomes: outcomes.list(), generation, signal: context.signal });
  }

  async #plan(params: RunParams): Promise<RunPlan> {
    const { registry, lake, now } = this.#deps;
    const synced = new Map(lake.published().map(({ id, lastSync }) => [id, lastSync]));
    const [tables, sources] = [await registry.tables(), await registry.sources()];
    return planRun(params, { tables, sources, now: now(), lastSync: (id) => synced.get(id) });
  }

  /** Two runs of one source never overlap. */
  #runSource({ source, tables }: SourcePlan, run: Run): Promise<number | undefined> {
    return this.#turns.take(source.slug, async () => {
      const isLocal = source.type === localType;
      const taken = await this.#takeUp.refresh(source, { force: isLocal && run.force });
      const task = { ...run, source, tables };
      const generation = isLocal
        ? await settleLocal(task, taken, this.#deps)
        : await runSource(task, this.#deps);
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
