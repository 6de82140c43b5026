import type { Job, JobContext, JobHandler, JobResult, JobStep } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Notice } from '../kernel/connector-run-order.ts';
import { localType } from '../registry/local-source.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { RegisterDiscoveredDeps } from '../registry/tables/register-discovered.ts';
import type { Conditions } from '../store/conditions.ts';
import type { Secrets } from '../store/secrets/secrets.ts';
import { discoverFirst } from './auto-discover.ts';
import { beginRun } from './begin-run.ts';
import { choosePlan } from './choose-plan.ts';
import { afterRun } from './delivery-end.ts';
import { discoverFolders } from './discover-extracts.ts';
import { endRun } from './end-run.ts';
import { inParallel } from './in-parallel.ts';
import { type Remarked, type RunNotice, showNotices } from './notices.ts';
import { Outcomes } from './outcome.ts';
import type { SourcePlan } from './plan-run.ts';
import { pushedTo } from './pushed-to.ts';
import { endConditions } from './questions.ts';
import type { RemotePolicy } from './remote/remote-policy.ts';
import { abandonRun } from './repository.ts';
import { showOutcomes } from './run-conditions.ts';
import { generationOf, settleFound, settleLocal } from './run-local.ts';
import { isAboutAll, paramsOf, type RunParams } from './run-params.ts';
import { runSource } from './run-source.ts';
import { planned, sourceEnded, sourceStarted } from './run-steps.ts';
import { logger, teller } from './run-voice.ts';
import { ConnectorProbe } from './source-probe.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import { type Look, type TakenUp, TakeUp } from './take-up.ts';
import { Turns } from './turns.ts';
import { writeHistory } from './write-down.ts';

/** What sync runs need. */
export interface SyncRunsDeps extends SourceRunDeps {
  readonly registry: Pick<Registry, 'ensureTable' | 'ensureSource'> & RegisterDiscoveredDeps;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
  readonly remotePolicy: Pick<RemotePolicy, 'effective'>;
  readonly secrets: Pick<Secrets, 'has' | 'resolveFor'>;
  readonly jobs: Pick<Jobs, 'supersede'>;
}

/** Sources read at the same time; each has its own child process. */
const width = 2;

/** A folder of somebody else holds up the others no longer; the look of every hour has more patience. */
const shortLookMs = 60_000;

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
  async discoverExtracts(look: Look = {}): Promise<readonly TakenUp[]> {
    await discoverFolders(this.#deps);
    const looks: TakenUp[] = [];
    for (const source of await this.#deps.registry.sources()) {
      if (look.signal?.aborted) return looks;
      if (source.type === localType && source.enabled) looks.push(await this.#look(source, look));
    }
    return looks;
  }

  #look(source: Source, look: Look = {}): Promise<TakenUp> {
    return this.#turns.take(source.slug, () => this.#takeUp.refresh(source, look));
  }

  /** Does one job. Throws only when nothing succeeded, so that the queue may try again. */
  readonly handler: JobHandler = async (context) => {
    const { store, now } = this.#deps;
    const params = paramsOf(context.job);
    const runId = await beginRun(context.job, params, this.#deps);
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

  /** A job whose question ended without a yes. */
  readonly withdrawn = (job: Job): Promise<void> => endConditions(job, this.#deps);

  async #run(runId: string, params: RunParams, context: JobContext): Promise<JobResult> {
    const look = { signal: context.signal, wholeMs: shortLookMs };
    const looks = isAboutAll(params) ? await this.discoverExtracts(look) : [];
    await discoverFirst(params, { ...this.#deps, probe: new ConnectorProbe(this.#deps) }, context.signal);
    const plan = await choosePlan(params, context.job.attempt, this.#deps);
    const total = plan.refused.length + plan.sources.reduce((sum, { tables }) => sum + tables.length, 0);
    const outcomes = new Outcomes({ now: this.#deps.now, onSettled: teller(context, total) });
    for (const { table, ...refusal } of plan.refused) outcomes.settle(outcomes.draft(table, refusal));
    for (const taken of looks) settleFound(outcomes, taken);
    const { store, now } = this.#deps;
    await store.keep((tx) => writeHistory(tx, { runId }, { outcomes: outcomes.list(), at: now() }));
    const run: Run = {
      runId,
      refused: new Set(plan.refused.map(({ table }) => table.id)),
      force: params.force,
      dryRun: params.dry_run ?? false,
      allowShrink: params.allow_shrink ?? false,
      allowShrinkTo: params.allow_shrink_to ?? {},
      acceptSchema: params.accept_schema ?? false,
      outcomes,
      signal: context.signal,
      log: logger(context),
      step: (step: JobStep) => context.event('log', step),
      notices: [],
    };
    run.step(planned(plan));
    const generations = await inParallel(plan.sources, width, (source) => this.#runSource(source, run));
    const generation = Math.max(
      0,
      ...[...looks.map(generationOf), ...generations].map((number) => number ?? 0),
    );
    const { notices } = run;
    return endRun(
      { runId, outcomes: outcomes.list(), notices, generation, params, signal: context.signal },
      this.#deps,
    );
  }

  /** Two runs of one source never overlap. */
  #runSource({ source, tables }: SourcePlan, run: Run): Promise<number | undefined> {
    return this.#turns.take(source.slug, async () => {
      run.step(sourceStarted(source, tables));
      const settled = () => tables.flatMap((table) => run.outcomes.of(table) ?? []);
      const notices: Notice[] = [];
      try {
        const pushed = await pushedTo({ source, tables }, run, this.#deps);
        const remark = (one: Notice) => notices.push(one);
        const generation = await this.#bring({ ...run, source, tables, ...pushed, remark });
        if (run.dryRun) return generation;
        await this.#show({ runId: run.runId, source, outcomes: settled(), notices });
        await this.#deps.deliveries.after(source, afterRun(settled(), pushed));
        return generation;
      } finally {
        run.notices.push(...notices.map((notice) => ({ ...notice, source: source.slug })));
        run.step(sourceEnded(source, settled()));
      }
    });
  }

  async #show(run: Remarked): Promise<void> {
    await showOutcomes(this.#deps.conditions, run.source, run.outcomes);
    await showNotices(run, this.#deps);
  }

  /** What a source brings: of one that nobody reads, what lies in its folder. */
  async #bring(task: SourceTask): Promise<number | undefined> {
    const isLocal = task.source.type === localType;
    const taken = await this.#takeUp.refresh(task.source, {
      force: isLocal && task.force,
      signal: task.signal,
    });
    return isLocal ? settleLocal(task, taken, this.#deps) : runSource(task, this.#deps);
  }
}

type Run = Omit<SourceTask, 'source' | 'tables' | 'deliveries' | 'isShort' | 'fault' | 'remark'> & {
  readonly step: (step: JobStep) => void;
  /** Ids of tables that cannot be read in this run. */
  readonly refused: ReadonlySet<string>;
  readonly notices: RunNotice[];
};
