import type { Access } from '../../access/access.ts';
import type { Principal } from '../../http/principal.ts';
import type { FileReply } from '../../http/reply.ts';
import { jobNotFound } from '../../jobs/errors.ts';
import { quoteIdent } from '../../store/quote-ident.ts';
import type { QueryPool } from '../pool.ts';
import type { QueryFormat } from '../protocol.ts';
import type { QueryResult } from '../query-ask.ts';
import type { QueryRequest } from '../query-request.ts';
import { Turns } from '../turns.ts';
import { type WithdrawalDeps, Withdrawals } from '../withdrawals.ts';
import { resultDenied, resultExpired, resultNotReady } from './errors.ts';
import type { KeptResult, QueryJob, QueryJobState } from './query-job.ts';
import type { QueryJobs } from './query-jobs.ts';
import type { ResultFolder } from './result-folder.ts';

interface QueryResultsDeps {
  readonly queryJobs: Pick<QueryJobs, 'get'>;
  readonly folder: Pick<ResultFolder, 'path' | 'has'>;
  readonly access: Pick<Access, 'mayUse'> & WithdrawalDeps;
  readonly pool: Pick<QueryPool, 'run'>;
  /** Longest time to make and send another form, in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** What somebody wants of a result. */
export interface ResultAsk {
  readonly format?: QueryFormat;
  /** Rows to leave out. */
  readonly offset?: number;
  /** Rows at most; all when absent. */
  readonly limit?: number;
  readonly signal: AbortSignal;
}

/** A result: the file as it is, or rows of it in another form. */
export interface OpenedResult {
  readonly kept: KeptResult;
  readonly file?: FileReply;
  readonly answer?: QueryResult;
}

/** Results of statements that ran in the background. The grants are asked anew whenever one is read. */
export class QueryResults {
  readonly #deps: QueryResultsDeps;
  readonly #turns = new Turns({ running: 2, waiting: 8 });
  readonly #withdrawals: Withdrawals;

  constructor(deps: QueryResultsDeps) {
    this.#deps = deps;
    this.#withdrawals = new Withdrawals(deps.access);
  }

  /** Opens the result of one of the caller's own statements; nobody gets that of another. */
  async open(principal: Principal, id: string, ask: ResultAsk): Promise<OpenedResult> {
    const state = await this.#deps.queryJobs.get(principal, id);
    if (state.query.userId !== principal.userId) throw jobNotFound({ job: id });
    const kept = await this.#keptOf(state);
    using stack = new DisposableStack();
    // From before it is asked whether the grants are there.
    const watched = stack.use(this.#withdrawals.watch(principal, ask.signal));
    if (!this.#mayRead(principal, kept)) throw resultDenied({ job: id });
    const { format = state.query.format ?? 'json', offset, limit } = ask;
    if (format === 'parquet' && offset === undefined && limit === undefined)
      return { kept, file: this.#fileOf(principal, id, kept) };
    const asked = { ...ask, format, signal: watched.signal };
    const answer = await this.#answer(state.query, kept, asked);
    watched.until(answer, kept.tableIds);
    const over = stack.move();
    const end = (): void => over.dispose();
    void answer.end.then(end, end);
    return { kept, answer };
  }

  async #keptOf({ job, query }: QueryJobState): Promise<KeptResult> {
    const { folder, now } = this.#deps;
    if (job.status !== 'succeeded' || !query.kept)
      throw resultNotReady({ job: job.id, job_status: job.status });
    if (query.expiresAt.getTime() <= now() || !(await folder.has(job.id)))
      throw resultExpired({ job: job.id });
    return query.kept;
  }

  #mayRead(principal: Principal, { tableIds }: KeptResult): boolean {
    return tableIds.every((table) => this.#deps.access.mayUse(principal, 'table', table));
  }

  #fileOf(principal: Principal, id: string, kept: KeptResult): FileReply {
    const { sha256, md5 } = kept;
    return {
      path: this.#deps.folder.path(id),
      name: `query-${id}.parquet`,
      type: 'application/vnd.apache.parquet',
      sha256,
      md5,
      stillAllowed: async () => this.#mayRead(principal, kept),
    };
  }

  async #answer(
    query: QueryJob,
    kept: KeptResult,
    { format, offset = 0, limit, signal }: ResultAsk & { readonly format: QueryFormat },
  ): Promise<QueryResult> {
    const { pool, timeoutMs } = this.#deps;
    const { jobId, userId, csvRaw } = query;
    const give = await this.#turns.take(userId, signal);
    try {
      const rows = Math.max(1, Math.min(limit ?? kept.rows, kept.rows - offset));
      const request: QueryRequest = {
        ...readingOf(this.#deps.folder.path(jobId), kept, offset),
        ...{
          format,
          csvRaw,
          timeoutMs,
          signal,
          limit: rows,
          user: userId,
        },
      };
      const answer = await pool.run(request);
      void answer.end.then(give, give);
      const end = answer.end.then((page) => ({ ...page, truncated: page.truncated || kept.truncated }));
      // Whoever reads the stream hears of it there.
      end.catch(() => {});
      const { columns, types, queryId, generation, extractedAt, tableIds, elapsedMs } = kept;
      const known = { columns, types, queryId, generation, tableIds, elapsedMs: () => elapsedMs };
      return { ...answer, end, ...known, cache: 'bypass', ...(extractedAt && { extractedAt }) };
    } catch (error) {
      give();
      throw error;
    }
  }
}

/** The file keeps some types in others: a statement without rows says how the columns are called and typed. */
const readingOf = (
  path: string,
  { columns, types }: KeptResult,
  offset: number,
): Pick<QueryRequest, 'scope' | 'sql' | 'inPlace'> => ({
  scope: { key: `result ${path}`, views: [{ name: 'result', files: [path] }] },
  sql: `SELECT ${columns.map((name, index) => `NULL::${readAs(types[index])} AS ${quoteIdent(name)}`).join(', ')}`,
  inPlace: `SELECT * FROM result OFFSET ${offset}`,
});

/** What the file holds as text, and cannot be written as a type again, stays text: unions, and structs without names. */
const readAs = (type = 'VARCHAR'): string => (/UNION\(|STRUCT\(""/.test(type) ? asText(type) : type);

const asText = (type: string): string =>
  /^(?:UNION|STRUCT)\(/.test(type) || !type.endsWith('[]') ? 'VARCHAR' : `${asText(type.slice(0, -2))}[]`;
