import { isPlatformError } from '@agnes/sdk/errors';
import type { Principal } from '../../http/principal.ts';
import { jobNotFound } from '../../jobs/errors.ts';
import type { JobContext, JobHandler, JobResult } from '../../jobs/job.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Queries } from '../queries.ts';
import { askerGone } from './errors.ts';
import { type KeptResult, keptMs, type QueryJob } from './query-job.ts';
import { findQueryJob, forgetValues, keepResult } from './repository.ts';
import type { ResultFolder } from './result-folder.ts';

/** What running a statement in the background takes. */
export interface RunQueryJobDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly queries: Pick<Queries, 'run'>;
  readonly folder: Pick<ResultFolder, 'keep' | 'remove'>;
  /** Who a user is at this moment; nothing when they may not sign in. */
  readonly principalOf: (userId: string) => Promise<Principal | undefined>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** Does the jobs of kind `query.run`: with the grants of the moment, through the same door as every other statement. */
export const runQueryJob =
  (deps: RunQueryJobDeps): JobHandler =>
  async (context) => {
    const { job, signal } = context;
    const query = await findQueryJob(deps.store.read, job.id);
    if (!query) throw jobNotFound({ job: job.id });
    try {
      return await run(query, context, deps);
    } catch (error) {
      if (signal.aborted || isPassing(error)) throw error;
      await deps.store.keep((tx) => forgetValues(tx, job.id));
      return { status: 'failed', error };
    }
  };

const run = async (
  query: QueryJob,
  { job, signal, progress }: JobContext,
  deps: RunQueryJobDeps,
): Promise<JobResult> => {
  const { store, queries, folder, now } = deps;
  const principal = await deps.principalOf(query.userId);
  if (!principal) throw askerGone({});
  const { sql, params, limit, timeoutMs, tokenId } = query;
  const answer = await queries.run(
    { ...principal, ...(tokenId !== undefined && { tokenId }) },
    {
      ...{ sql, limit, timeoutMs, format: 'parquet', lane: 'heavy' },
      ...(params && { params }),
      onProgress: (done) => progress({ done, total: 100, unit: 'percent' }),
    },
    { requestId: job.requestId ?? job.id, signal, surface: 'job' },
  );
  const { sizeBytes: bytes, sha256, md5 } = await folder.keep(job.id, answer.body);
  const { rows, truncated } = await answer.end;
  const { queryId, columns, types, tableIds, generation, extractedAt } = answer;
  const elapsedMs = Math.round(answer.elapsedMs());
  const facts = {
    queryId,
    columns,
    types,
    tableIds,
    generation,
    elapsedMs,
    ...(extractedAt && { extractedAt }),
  };
  const kept: KeptResult = { ...facts, rows, truncated, bytes, sha256, md5 };
  await store.keep(async (tx) => {
    await keepResult(tx, { jobId: job.id, kept, expiresAt: new Date(now() + keptMs) });
    await forgetValues(tx, job.id);
  });
  return { result: { rows, bytes, truncated } };
};

/** True for what another attempt may get past. Whatever the statement itself brings about, it would again. */
const isPassing = (error: unknown): boolean =>
  !isPlatformError(error) || ['unavailable', 'rate_limited', 'internal'].includes(error.kind);
