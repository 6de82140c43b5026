import { isPlatformError } from '@agnes/sdk/errors';
import type { Principal } from '../http/principal.ts';
import type { Generation } from '../lake/generations.ts';
import type { Lake } from '../lake/lake.ts';
import { startDeadline } from './deadline.ts';
import type { PreparedQuery, RemoteQueries } from './engines/remote-queries.ts';
import { tableNotAvailable } from './errors.ts';
import { grantedScope, wholeScope } from './granted-scope.ts';
import { type NotAvailableDeps, toldError } from './not-available.ts';
import type { QueryAnswer, QueryPool } from './pool.ts';
import type { QueryFormat, QueryParams } from './protocol.ts';
import { outcomeOf, type QueryLogEntry } from './query-log.ts';
import { boundsOf, loggedSql, type ScanTerms } from './scan-terms.ts';
import type { QueryScope } from './scope.ts';
import { Turns } from './turns.ts';

/** What queries need. */
export interface QueriesDeps extends NotAvailableDeps {
  readonly pool: Pick<QueryPool, 'run'>;
  readonly lake: Pick<Lake, 'lease'>;
  /** Absent: every table is here. */
  readonly remote?: Pick<RemoteQueries, 'prepare'>;
  readonly limits: {
    /** Rows of an answer at most; a higher wish is lowered. */
    readonly rows: number;
    readonly timeoutMs: number;
  };
  /** Told once about every statement, when its answer has ended. Must not throw. */
  readonly onQuery: (entry: QueryLogEntry) => void;
  readonly newId: () => string;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** What somebody wants to know. */
export interface QueryAsk {
  readonly sql: string;
  readonly format: QueryFormat;
  readonly limit?: number;
  readonly timeoutMs?: number;
  readonly params?: QueryParams;
  readonly csvRaw?: boolean;
  /** Of a scan of one table. */
  readonly scan?: ScanTerms;
}

/** An answer that has begun, and where it comes from. */
export interface QueryResult extends QueryAnswer {
  readonly queryId: string;
  /** Number of the data generation it was read from. */
  readonly generation: number;
  /** Milliseconds since it was asked. */
  readonly elapsedMs: () => number;
}

/** How a query came in. */
export interface QueryCall {
  readonly requestId: string;
  readonly signal: AbortSignal;
}

const turnLimits = { running: 5, waiting: 8 };

/** Answers SQL over the tables its caller may read. */
export class Queries {
  readonly #deps: QueriesDeps;
  readonly #turns = new Turns(turnLimits);

  constructor(deps: QueriesDeps) {
    this.#deps = deps;
  }

  /** Throws the errors of `errors.ts`; an answer that has begun fails through its stream. */
  async run(principal: Principal, ask: QueryAsk, call: QueryCall): Promise<QueryResult> {
    const { lake, newId, now, limits } = this.#deps;
    const asked = {
      principal,
      ask: { ...ask, ...boundsOf(ask, limits) },
      call,
      queryId: newId(),
      since: now(),
    };
    const held = new AsyncDisposableStack();
    try {
      held.defer(await this.#turns.take(principal.userId, call.signal));
      // The files of this generation stay on disk until the answer has ended.
      const { generation } = held.use(lake.lease());
      const { answer, remote } = await this.#answer(asked, { generation, held });
      void this.#follow(asked, { answer, remote, generation, held });
      const { queryId, since } = asked;
      return { ...answer, queryId, generation: generation.number, elapsedMs: () => now() - since };
    } catch (error) {
      await held.disposeAsync();
      this.#note(asked, outcomeOf(error));
      throw await toldError(error, principal, this.#deps);
    }
  }

  /** A name that is not here may be that of a table at a source: most statements name none and pay nothing for that. */
  async #answer(
    asked: Asked,
    { generation, held }: { readonly generation: Generation; readonly held: AsyncDisposableStack },
  ): Promise<{ readonly answer: QueryAnswer; readonly remote?: PreparedQuery }> {
    const { principal, ask, call } = asked;
    const { pool } = this.#deps;
    const scope = await this.#scopeOf(principal, generation);
    try {
      // What a source is to apply is not applied here.
      if (ask.scan?.condition) throw tableNotAvailable({ table: ask.scan.condition.table });
      return { answer: await pool.run({ ...ask, scope, signal: call.signal }) };
    } catch (error) {
      if (!isNotAvailable(error)) throw error;
      const remote = await this.#prepared(asked, generation);
      if (!remote) throw error;
      held.use(remote);
      const timeoutMs = Math.max(1, ask.timeoutMs - (this.#deps.now() - asked.since));
      const { scope: brought, inPlace } = remote;
      const replaced = inPlace === undefined ? {} : { inPlace };
      const answer = await pool.run({ ...ask, ...replaced, timeoutMs, scope: brought, signal: call.signal });
      return { answer, remote };
    }
  }

  async #prepared(
    { principal, ask, call, queryId }: Asked,
    generation: Generation,
  ): Promise<PreparedQuery | undefined> {
    using deadline = startDeadline(ask.timeoutMs, call.signal);
    const { sql, params = [], limit, timeoutMs, scan } = ask;
    const { signal } = deadline;
    return await this.#deps.remote?.prepare({
      ...{ principal, sql, params, limit, timeoutMs },
      ...{ queryId, generation, signal },
      ...(scan && { scan }),
    });
  }

  async #scopeOf(principal: Principal, generation: Generation): Promise<QueryScope> {
    if (principal.isAdmin) return wholeScope(generation);
    const tables = [...generation.tables.values()];
    return grantedScope(await this.#deps.access.filter(principal, 'table', tables));
  }

  async #follow(asked: Asked, { answer, remote, generation, held }: Following): Promise<void> {
    const { tableIds = [], scannedBytes } = remote ?? {};
    const known = {
      generation: generation.number,
      tableIds: [...new Set([...idsOf(answer.tables, generation), ...tableIds])],
      ...(scannedBytes !== undefined && { scannedBytes }),
    };
    const outcome = await answer.end.then(
      ({ rows }) => ({ status: 'ok' as const, rows }),
      (error: unknown) => outcomeOf(error),
    );
    this.#note(asked, { ...known, ...outcome });
    await held.disposeAsync();
  }

  #note({ principal, ask, call, queryId, since }: Asked, outcome: Outcome): void {
    const { userId, tokenId } = principal;
    this.#deps.onQuery({
      queryId,
      requestId: call.requestId,
      userId,
      ...(tokenId !== undefined && { tokenId }),
      occurredAt: new Date(since),
      sql: loggedSql(ask),
      durationMs: this.#deps.now() - since,
      tableIds: [],
      ...outcome,
    });
  }
}

interface Following {
  readonly answer: QueryAnswer;
  readonly remote: PreparedQuery | undefined;
  readonly generation: Generation;
  readonly held: AsyncDisposableStack;
}

interface Asked {
  readonly principal: Principal;
  readonly ask: QueryAsk & { readonly limit: number; readonly timeoutMs: number };
  readonly call: QueryCall;
  readonly queryId: string;
  readonly since: number;
}

type Outcome = Pick<QueryLogEntry, 'status'> & Partial<QueryLogEntry>;

const idsOf = (names: readonly string[], { tables }: Generation): readonly string[] => {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return [...tables.values()].filter(({ name }) => wanted.has(name.toLowerCase())).map(({ id }) => id);
};

const isNotAvailable = (error: unknown): boolean =>
  isPlatformError(error) && error.code === 'table_not_available';
