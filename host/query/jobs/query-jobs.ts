import { isPlatformError } from '@agnes/sdk/errors';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import { idempotencyKeyReused, jobNotFound } from '../../jobs/errors.ts';
import { isFinished, type Job, type JobDraft } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { waitingIn } from '../../jobs/list-repository.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { tooManyQueries } from '../errors.ts';
import { resultsFull } from './errors.ts';
import {
  keptMs,
  longestRunMs,
  type QueryJob,
  type QueryJobAsk,
  type QueryJobState,
  queryRunKind,
} from './query-job.ts';
import {
  dropForgotten,
  expireResult,
  findQueryJob,
  findQueryJobs,
  forgetOldValues,
  insertQueryJob,
  useOf,
  wantedResults,
} from './repository.ts';
import type { ResultFolder } from './result-folder.ts';

interface QueryJobsDeps {
  readonly store: Pick<SystemStore, 'read' | 'write' | 'keep'>;
  readonly jobs: Pick<Jobs, 'get' | 'list' | 'cancel' | 'wake'>;
  readonly folder: Pick<ResultFolder, 'remove' | 'sweep'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** How a statement for the background came in. */
export type QueryJobOrigin = Pick<JobDraft, 'requestId' | 'idempotencyKey'>;

/** Statements of one user that run or wait at most: as many as in the foreground. */
const mostUnfinished = 13;
/** Bytes of results that are kept for one user. */
const mostBytes = 10 * 2 ** 30;
const retryAfterSeconds = 15;
/** The first attempt, and one more when the host ended during it. */
const attempts = 2;

/** Statements that run in the background: who waits, how far they are, and an end to them. */
export class QueryJobs {
  readonly #deps: QueryJobsDeps;

  constructor(deps: QueryJobsDeps) {
    this.#deps = deps;
  }

  /** Queues a statement. The more a user has queued, the later their next one comes. */
  async submit(principal: Principal, ask: QueryJobAsk, origin: QueryJobOrigin): Promise<QueryJobState> {
    const { store, jobs, now } = this.#deps;
    const { userId, tokenId } = principal;
    const at = new Date(now());
    const job = await store.keep(async (tx) => {
      const use = await useOf(tx, { userId, now: at });
      const draft = { kind: queryRunKind, lane: 'query', params: {}, priority: -use.unfinished } as const;
      const made = { ...draft, ...origin, createdBy: userId, maxAttempts: attempts };
      const enqueued = await enqueue(tx, made, at.getTime());
      // The same request again: its first answer holds, however many there are by now.
      const first = await findQueryJob(tx, enqueued.job.id);
      if (first && isOther(first, ask))
        throw idempotencyKeyReused({ key: origin.idempotencyKey ?? '', kind: queryRunKind });
      if (first) return enqueued.job;
      checkUse(use);
      const expiresAt = new Date(at.getTime() + keptMs);
      const timeoutMs = Math.min(ask.timeoutMs, longestRunMs);
      const by = { userId, ...(tokenId !== undefined && { tokenId }) };
      const query = { ...ask, ...by, timeoutMs, expiresAt, jobId: enqueued.job.id };
      await insertQueryJob(tx, { query, createdAt: at });
      return enqueued.job;
    });
    jobs.wake();
    return await this.#stateOf(job);
  }

  /** Those of the caller, newest first; administrators get their own, too. */
  async list(
    { userId }: Principal,
    page: { readonly before?: string; readonly limit: number },
  ): Promise<readonly QueryJobState[]> {
    const { read } = this.#deps.store;
    const own = await this.#deps.jobs.list({ userId, isAdmin: false }, { kind: queryRunKind, ...page });
    const waiting = await waitingIn(read, 'query');
    const ids = own.map(({ id }) => id);
    const found = new Map((await findQueryJobs(read, ids)).map((query) => [query.jobId, query]));
    return own.flatMap((job) => {
      const query = found.get(job.id);
      return query ? [{ job, query, ...placeIn(waiting, job.id) }] : [];
    });
  }

  /** One of the caller; administrators see those of others. */
  async get(principal: Principal, id: string): Promise<QueryJobState> {
    return await this.#stateOf(await this.#deps.jobs.get(principal, id));
  }

  /** Stops it; one that is over loses its result. */
  async remove(principal: Principal, id: string, intent: Intent): Promise<'cancelling' | 'removed'> {
    const { job } = await this.get(principal, id);
    if (!isFinished(job.status) && (await this.#cancel(principal, id, intent))) return 'cancelling';
    const { store, folder, now } = this.#deps;
    await store.write(intent, (tx) => expireResult(tx, id, new Date(now())));
    await folder.remove(id);
    return 'removed';
  }

  /** Removes files nobody may have any more, and what is known of jobs that are forgotten. */
  async sweep(): Promise<{ readonly query_results: number; readonly query_jobs: number }> {
    const { store, folder, now } = this.#deps;
    const query_jobs = await store.keep(async (tx) => {
      await forgetOldValues(tx);
      return await dropForgotten(tx);
    });
    const query_results = await folder.sweep(await wantedResults(store.read, new Date(now())));
    return { query_results, query_jobs };
  }

  /** False when it has ended in the meantime. */
  async #cancel(principal: Principal, id: string, intent: Intent): Promise<boolean> {
    try {
      await this.#deps.jobs.cancel(principal, id, intent);
      return true;
    } catch (error) {
      if (isPlatformError(error) && error.code === 'job_finished') return false;
      throw error;
    }
  }

  async #stateOf(job: Job): Promise<QueryJobState> {
    const { read } = this.#deps.store;
    const query = job.kind === queryRunKind ? await findQueryJob(read, job.id) : undefined;
    if (!query) throw jobNotFound({ job: job.id });
    const place = job.status === 'queued' ? placeIn(await waitingIn(read, 'query'), job.id) : {};
    return { job, query, ...place };
  }
}

const placeIn = (waiting: readonly string[], id: string): { readonly position?: number } => {
  const index = waiting.indexOf(id);
  return index < 0 ? {} : { position: index + 1 };
};

const checkUse = ({ unfinished, bytes }: { readonly unfinished: number; readonly bytes: number }): void => {
  if (bytes >= mostBytes) throw resultsFull({ bytes, limit_bytes: mostBytes });
  if (unfinished < mostUnfinished) return;
  throw tooManyQueries({
    detail: {
      reason: 'concurrent_slot_exceeded',
      kind: 'concurrent_queries',
      current: unfinished,
      limit: mostUnfinished,
      retry_after_seconds: retryAfterSeconds,
    },
    retry_after_seconds: retryAfterSeconds,
  });
};

/** Values are forgotten once a statement has run; until then they tell requests apart, too. */
const isOther = (first: QueryJob, ask: QueryJobAsk): boolean =>
  first.sql !== ask.sql ||
  first.limit !== ask.limit ||
  first.format !== ask.format ||
  first.csvRaw !== ask.csvRaw ||
  (first.params !== undefined && JSON.stringify(first.params) !== JSON.stringify(ask.params));
