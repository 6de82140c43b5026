import type { Principal } from '../http/principal.ts';
import type { Generation } from '../lake/generations.ts';
import type { Lake } from '../lake/lake.ts';
import { sentBody } from './answer-body.ts';
import { type Answered, type Asked, boundTo, type Following, type Held, tablesOf } from './asked.ts';
import type { Crashes } from './crashes.ts';
import { startDeadline } from './deadline.ts';
import { cutAnswer } from './engines/cut-answer.ts';
import type { PreparedQuery, RemoteQueries } from './engines/remote-queries.ts';
import { tableNotAvailable } from './errors.ts';
import { grantedScope, wholeScope } from './granted-scope.ts';
import type { QueryHooks } from './hooks/query-hooks.ts';
import { type LaneParts, lanesOf, type QueryLane } from './lanes.ts';
import { isNotAvailable, type NotAvailableDeps, toldError } from './not-available.ts';
import type { QueryAsk, QueryCall, QueryResult } from './query-ask.ts';
import { logEntry, type Outcome, outcomeOf, type QueryLogEntry } from './query-log.ts';
import { boundsOf, loggedSql } from './scan-terms.ts';
import type { QueryScope } from './scope.ts';
import { stampsOf } from './stamps.ts';
import { type WithdrawalDeps, Withdrawals } from './withdrawals.ts';

/** What queries need. */
export interface QueriesDeps extends NotAvailableDeps, LaneParts {
  readonly access: NotAvailableDeps['access'] & WithdrawalDeps;
  readonly lake: Pick<Lake, 'lease'>;
  /** Absent: every table is here. */
  readonly remote?: Pick<RemoteQueries, 'prepare'>;
  readonly limits: LaneParts['limits'] & {
    /** Rows of an answer at most; a higher wish is lowered. */
    readonly rows: number;
  };
  /** Asked before every statement; absent: nobody has a say. */
  readonly hooks?: Pick<QueryHooks, 'admit'>;
  /** Those of the pools; absent: nobody is held off. */
  readonly crashes?: Pick<Crashes, 'checkUser'>;
  /** Told once about every statement, when its answer has ended. Must not throw. */
  readonly onQuery: (entry: QueryLogEntry) => void;
  readonly newId: () => string;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** Answers SQL over the tables its caller may read. */
export class Queries {
  readonly #deps: QueriesDeps;
  readonly #lanes: Readonly<Record<'interactive' | 'heavy', QueryLane>>;
  readonly #withdrawals: Withdrawals;

  constructor(deps: QueriesDeps) {
    this.#deps = deps;
    this.#lanes = lanesOf(deps);
    this.#withdrawals = new Withdrawals(deps.access);
  }

  /** Throws the errors of `errors.ts`; an answer that has begun fails through its stream. */
  async run(principal: Principal, ask: QueryAsk, call: QueryCall): Promise<QueryResult> {
    const { lake, newId, now, limits } = this.#deps;
    const lane = this.#lanes[ask.lane ?? 'interactive'];
    const bounds = boundsOf(ask, { rows: limits.rows, timeoutMs: lane.timeoutMs });
    const asked = { principal, ask: { ...ask, ...bounds }, call, lane, queryId: newId(), since: now() };
    const held = new AsyncDisposableStack();
    try {
      held.defer(await this.#turn(asked));
      const queueMs = now() - asked.since;
      // What is kept is not for them either.
      this.#deps.crashes?.checkUser(principal.userId);
      const watched = held.use(this.#withdrawals.watch(principal, call.signal));
      // The files of this generation stay on disk until the answer has ended.
      const { generation } = held.use(lake.lease());
      const watchedCall = { ...call, signal: watched.signal };
      const admitted = await this.#admitted({ ...asked, call: watchedCall }, generation);
      const answered = await this.#answer(admitted, { generation, held });
      const tableIds = tablesOf(answered, generation);
      watched.until(answered.answer, boundTo(answered, tableIds));
      void this.#follow(asked, { ...answered, generation, tableIds, held, queueMs });
      const { answer } = answered;
      const own = { queryId: asked.queryId, limit: admitted.ask.limit, elapsedMs: () => now() - asked.since };
      return { ...answer, ...stampsOf(answer, generation), ...own, tableIds };
    } catch (error) {
      await held.disposeAsync();
      this.#note(asked, outcomeOf(error));
      throw await toldError(error, principal, this.#deps);
    }
  }

  /** Waiting for others counts as time that the statement takes. */
  async #turn({ principal, ask, call, lane }: Asked): Promise<() => void> {
    using deadline = startDeadline(ask.timeoutMs, call.signal);
    return await lane.turns.take(principal.userId, deadline.signal);
  }

  #left({ ask, since }: Asked): number {
    return Math.max(1, ask.timeoutMs - (this.#deps.now() - since));
  }

  async #admitted(asked: Asked, generation: Generation): Promise<Asked> {
    const { limit, timeoutMs } = (await this.#deps.hooks?.admit(asked, generation)) ?? asked.ask;
    return { ...asked, ask: { ...asked.ask, limit, timeoutMs } };
  }

  /** A name that is not here may be that of a table at a source: most statements name none and pay nothing for that. */
  async #answer(asked: Asked, held: Held): Promise<Answered> {
    const { principal, ask, call, lane } = asked;
    const given = ask.given && (await this.#brought(asked, held));
    if (given) return given;
    const { generation } = held;
    const scope = await this.#scopeOf(principal, generation);
    try {
      // What a source is to apply is not applied here.
      if (ask.scan?.condition) throw tableNotAvailable({ table: ask.scan.condition.table });
      return {
        answer: await lane.pool.run({
          ...ask,
          ...{ scope, generation: generation.number, timeoutMs: this.#left(asked), signal: call.signal },
          user: principal.userId,
        }),
      };
    } catch (error) {
      if (!isNotAvailable(error)) throw error;
      const brought = await this.#brought(asked, held);
      if (!brought) throw error;
      return brought;
    }
  }

  async #brought(asked: Asked, { generation, held }: Held): Promise<Answered | undefined> {
    const { ask, call, lane, principal } = asked;
    const remote = await this.#prepared(asked, generation);
    if (!remote) return undefined;
    held.use(remote);
    const timed = { timeoutMs: this.#left(asked), signal: call.signal, user: principal.userId };
    const { scope, inPlace } = remote;
    const request = { ...ask, ...timed, scope, ...(inPlace !== undefined && { inPlace }) };
    return { answer: cutAnswer(await lane.pool.run(request), remote), remote };
  }

  async #prepared(
    { principal, ask, call, queryId }: Asked,
    generation: Generation,
  ): Promise<PreparedQuery | undefined> {
    using deadline = startDeadline(ask.timeoutMs, call.signal);
    const { sql, params = [], limit, timeoutMs, given = [], scan } = ask;
    return await this.#deps.remote?.prepare({
      ...{ principal, sql, params, limit, timeoutMs, given },
      ...{ queryId, generation, signal: deadline.signal },
      ...(scan && { scan }),
    });
  }

  async #scopeOf(principal: Principal, generation: Generation): Promise<QueryScope> {
    if (principal.isAdmin) return wholeScope(generation);
    const tables = [...generation.tables.values()];
    return grantedScope(await this.#deps.access.filter(principal, 'table', tables));
  }

  async #follow(asked: Asked, following: Following): Promise<void> {
    const { answer, remote, generation, tableIds, held, queueMs } = following;
    const known = {
      cached: answer.cache === 'hit',
      generation: generation.number,
      tableIds,
      ...(remote && { scannedBytes: remote.scannedBytes }),
    };
    const outcome = await answer.end.then(
      ({ rows }) => ({ status: 'ok' as const, rows }),
      (error: unknown) => outcomeOf(error),
    );
    await held.disposeAsync();
    // What is left in the pipe is sent by then, or never will be.
    await sentBody(answer.body);
    this.#note(asked, { ...known, queueMs, bytes: answer.bytes(), ...outcome });
  }

  #note({ ask, ...asked }: Asked, outcome: Outcome): void {
    const noted = { ...asked, ask: { sql: loggedSql(ask) } };
    this.#deps.onQuery(logEntry(noted, outcome, this.#deps.now()));
  }
}
