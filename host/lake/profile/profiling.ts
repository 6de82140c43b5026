import type { Intent } from '../../http/intent.ts';
import type { Job, JobDraft, JobHandler } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Lake } from '../lake.ts';
import type { Published } from '../table-state.ts';
import type { Profiler } from './profiler.ts';
import type { Profiles } from './profiles.ts';

/** Kind of the jobs that put tables into numbers. */
export const tableProfileKind = 'table.profile';

interface ProfilingDeps {
  readonly lake: Pick<Lake, 'published'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly profiles: Pick<Profiles, 'heads'>;
  readonly profiler: Pick<Profiler, 'run'>;
  readonly now: () => number;
  readonly log: (message: string, error: unknown) => void;
  /** Tables of one source in one run; 10 when absent. */
  readonly perSource?: number;
}

/** Rebuilds often come in rows: what they bring is profiled together. */
const settleMs = 5_000;

/** Profiles what was published: after each rebuild, in the background, a few tables of each source at a time. */
export class Profiling {
  readonly #deps: ProfilingDeps;
  /** Versions that could not be profiled, by table: they are not tried again until somebody asks. */
  readonly #failed = new Map<string, string>();

  constructor(deps: ProfilingDeps) {
    this.#deps = deps;
  }

  /** Queues one job for whatever has no profile of its published version. Never fails whoever tells of a rebuild. */
  async notice(): Promise<void> {
    const { now, log } = this.#deps;
    try {
      if ((await this.#stale()).length === 0) return;
      await this.#queue({
        params: { tables: [] },
        coalesceKey: tableProfileKind,
        runAfter: now() + settleMs,
      });
    } catch (error) {
      log('profiles could not be queued; the next rebuild or start does it', error);
    }
  }

  /** Queues a job for one table, wanted now. */
  async request(
    tableId: string,
    asked: Pick<JobDraft, 'createdBy' | 'requestId' | 'idempotencyKey'>,
    intent: Intent,
  ): Promise<Job> {
    const draft = {
      params: { tables: [tableId] },
      coalesceKey: `${tableProfileKind} ${tableId} ${asked.createdBy}`,
      ...asked,
    };
    return (await this.#queue(draft, intent)).job;
  }

  /** Does a job: the tables it names, or none named, those that changed. */
  readonly handler: JobHandler = async ({ job, signal, progress }) => {
    const named = tablesOf(job.params);
    const wanted = named.length > 0 ? this.#publishedOf(named) : await this.#stale();
    const tables = firstOfEachSource(wanted, this.#deps.perSource ?? 10);
    const failed: string[] = [];
    for (const [index, table] of tables.entries()) {
      progress({ done: index, total: tables.length, unit: 'tables' });
      if (!(await this.#try(table, signal))) failed.push(table.id);
    }
    await this.#queueRest(
      wanted.filter((table) => !tables.includes(table)),
      named.length > 0,
    );
    const status = failed.length > 0 ? 'partial' : 'succeeded';
    return { status, result: { profiled: tables.length - failed.length, failed } };
  };

  /** One table that fails does not stop the others. */
  async #try({ id, version }: Published, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    try {
      await this.#deps.profiler.run(id, signal);
      this.#failed.delete(id);
      return true;
    } catch {
      signal.throwIfAborted();
      // Why it failed is a condition by now.
      this.#failed.set(id, version);
      return false;
    }
  }

  async #queueRest(rest: readonly Published[], isNamed: boolean): Promise<void> {
    if (rest.length === 0) return;
    if (!isNamed) return this.notice();
    await this.#queue({ params: { tables: rest.map(({ id }) => id) } });
  }

  #queue(draft: Omit<JobDraft, 'kind' | 'lane' | 'concurrencyKey'>, intent?: Intent) {
    const kind = tableProfileKind;
    return this.#deps.jobs.enqueue({ ...draft, kind, lane: 'light', concurrencyKey: kind }, intent);
  }

  #publishedOf(ids: readonly string[]): readonly Published[] {
    const wanted = new Set(ids);
    return this.#deps.lake.published().filter(({ id }) => wanted.has(id));
  }

  async #stale(): Promise<readonly Published[]> {
    const heads = await this.#deps.profiles.heads();
    return this.#deps.lake
      .published()
      .filter(({ id, version }) => heads.get(id)?.version !== version && this.#failed.get(id) !== version);
  }
}

const tablesOf = (params: unknown): readonly string[] => {
  const { tables } = (params ?? {}) as { readonly tables?: unknown };
  return Array.isArray(tables) ? tables.map(String) : [];
};

const firstOfEachSource = (tables: readonly Published[], most: number): readonly Published[] => {
  const taken = new Map<string, number>();
  return tables.filter(({ sourceSlug }) => {
    const count = (taken.get(sourceSlug) ?? 0) + 1;
    taken.set(sourceSlug, count);
    return count <= most;
  });
};
