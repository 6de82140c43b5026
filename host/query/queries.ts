import { Readable } from 'node:stream';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Principal } from '../http/principal.ts';
import type { Generation } from '../lake/generations.ts';
import type { Lake } from '../lake/lake.ts';
import { startDeadline } from './deadline.ts';
import type { PreparedQuery, RemoteQueries } from './engines/remote-queries.ts';
import { grantedScope, wholeScope } from './granted-scope.ts';
import type { QueryHooks } from './hooks/query-hooks.ts';
import { type LaneParts, lanesOf, type QueryLane } from './lanes.ts';
import { type NotAvailableDeps, toldError } from './not-available.ts';
import type { QueryAnswer } from './pool.ts';
import type { QueryFormat, QueryParams } from './protocol.ts';
import {
  idsOf,
  logEntry,
  type Outcome,
  outcomeOf,
  type QueryLogEntry,
  type QuerySurface,
} from './query-log.ts';
import type { QueryScope } from './scope.ts';
import { type Stamps, stampsOf } from './stamps.ts';

/** What queries need. */
export interface QueriesDeps extends NotAvailableDeps, LaneParts {
  readonly lake: Pick<Lake, 'lease'>;
  /** Absent: every table is here. */
  readonly remote?: Pick<RemoteQueries, 'prepare'>;
  readonly limits: LaneParts['limits'] & {
    /** Rows of an answer at most; a higher wish is lowered. */
    readonly rows: number;
  };
  /** Asked before every statement; absent: nobody has a say. */
  readonly hooks?: Pick<QueryHooks, 'admit'>;
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
  /** `heavy`: it runs in the background, and waits only for others of its kind. */
  readonly lane?: 'heavy';
  /** Told how far it is, in percent, when it is heavy. */
  readonly onProgress?: (percent: number) => void;
}

/** An answer that has begun, and where it comes from. */
export interface QueryResult extends Omit<QueryAnswer, 'cache'>, Stamps {
  readonly queryId: string;
  /** Ids of the tables it reads, here and at sources. */
  readonly tableIds: readonly string[];
  /** Milliseconds since it was asked. */
  readonly elapsedMs: () => number;
}

/** How a query came in. */
export interface QueryCall {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** `api` when absent. */
  readonly surface?: QuerySurface;
}

const defaultLimit = 1_000;

/** Answers SQL over the tables its caller may read. */
export class Queries {
  readonly #deps: QueriesDeps;
  readonly #lanes: Readonly<Record<'interactive' | 'heavy', QueryLane>>;

  constructor(deps: QueriesDeps) {
    this.#deps = deps;
    this.#lanes = lanesOf(deps);
  }

  /** Throws the errors of `errors.ts`; an answer that has begun fails through its stream. */
  async run(principal: Principal, ask: QueryAsk, call: QueryCall): Promise<QueryResult> {
    const { lake, newId, now, limits } = this.#deps;
    const lane = this.#lanes[ask.lane ?? 'interactive'];
    const { limit = defaultLimit, timeoutMs = lane.timeoutMs } = ask;
    const bounds = { limit: Math.min(limit, limits.rows), timeoutMs: Math.min(timeoutMs, lane.timeoutMs) };
    const asked = { principal, ask: { ...ask, ...bounds }, call, lane, queryId: newId(), since: now() };
    const held = new AsyncDisposableStack();
    try {
      held.defer(await lane.turns.take(principal.userId, call.signal));
      const queueMs = now() - asked.since;
      // The files of this generation stay on disk until the answer has ended.
      const { generation } = held.use(lake.lease());
      const admitted = await this.#admitted(asked, generation);
      const { answer, remote } = await this.#answer(admitted, { generation, held });
      const tableIds = [...new Set([...idsOf(answer.tables, generation), ...(remote?.tableIds ?? [])])];
      void this.#follow(asked, { answer, remote, generation, tableIds, held, queueMs });
      const { queryId, since } = asked;
      const elapsedMs = () => now() - since;
      return { ...answer, ...stampsOf(answer, generation), queryId, tableIds, elapsedMs };
    } catch (error) {
      await held.disposeAsync();
      this.#note(asked, outcomeOf(error));
      throw await toldError(error, principal, this.#deps);
    }
  }

  async #admitted(asked: Asked, generation: Generation): Promise<Asked> {
    const { limit, timeoutMs } = (await this.#deps.hooks?.admit(asked, generation)) ?? asked.ask;
    return { ...asked, ask: { ...asked.ask, limit, timeoutMs } };
  }

  /** A name that is not here may be that of a table at a source: most statements name none and pay nothing for that. */
  async #answer(
    asked: Asked,
    { generation, held }: { readonly generation: Generation; readonly held: AsyncDisposableStack },
  ): Promise<{ readonly answer: QueryAnswer; readonly remote?: PreparedQuery }> {
    const { principal, ask, call, lane } = asked;
    const { pool } = lane;
    const scope = await this.#scopeOf(principal, generation);
    try {
      return {
        answer: await pool.run({ ...ask, scope, generation: generation.number, signal: call.signal }),
      };
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
    const { sql, params = [], limit, timeoutMs } = ask;
    const { signal } = deadline;
    return await this.#deps.remote?.prepare({
      ...{ principal, sql, params, limit, timeoutMs },
      ...{ queryId, generation, signal },
    });
  }

  async #scopeOf(principal: Principal, generation: Generation): Promise<QueryScope> {
    if (principal.isAdmin) return wholeScope(generation);
    const tables = [...generation.tables.values()];
    return grantedScope(await this.#deps.access.filter(principal, 'table', tables));
  }

  async #follow(asked: Asked, following: Following): Promise<void> {
    const { answer, remote, generation, tableIds, held, queueMs } = following;
    const { scannedBytes } = remote ?? {};
    const known = {
      cached: answer.cache === 'hit',
      generation: generation.number,
      tableIds,
      ...(scannedBytes !== undefined && { scannedBytes }),
    };
    const outcome = await answer.end.then(
      ({ rows }) => ({ status: 'ok' as const, rows }),
      (error: unknown) => outcomeOf(error),
    );
    await held.disposeAsync();
    // What is left in the pipe is sent by then, or never will be.
    if (answer.body instanceof Readable) await closed(answer.body);
    this.#note(asked, { ...known, queueMs, bytes: answer.bytes(), ...outcome });
  }

  #note(asked: Asked, outcome: Outcome): void {
    this.#deps.onQuery(logEntry(asked, outcome, this.#deps.now()));
  }
}

interface Following {
  readonly answer: QueryAnswer;
  readonly remote: PreparedQuery | undefined;
  readonly generation: Generation;
  readonly tableIds: readonly string[];
  readonly held: AsyncDisposableStack;
  readonly queueMs: number;
}

interface Asked {
  readonly principal: Principal;
  readonly ask: QueryAsk & { readonly limit: number; readonly timeoutMs: number };
  readonly call: QueryCall;
  readonly lane: QueryLane;
  readonly queryId: string;
  readonly since: number;
}

const isNotAvailable = (error: unknown): boolean =>
  isPlatformError(error) && error.code === 'table_not_available';

const closed = (body: Readable): Promise<unknown> =>
  body.closed ? Promise.resolve() : new Promise((resolve) => body.once('close', resolve));
