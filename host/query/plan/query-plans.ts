import type { Access } from '../../access/access.ts';
import type { Principal } from '../../http/principal.ts';
import type { Generation } from '../../lake/generations.ts';
import type { Lake } from '../../lake/lake.ts';
import { startDeadline } from '../deadline.ts';
import type { RemoteAsk } from '../engines/remote-ask.ts';
import type { RemotePlans } from '../engines/remote-plans.ts';
import type { Resolved } from '../engines/resolve-places.ts';
import { grantedScope, wholeScope } from '../granted-scope.ts';
import type { QueryHooks } from '../hooks/query-hooks.ts';
import { namedTables } from '../named-tables.ts';
import { type NotAvailableDeps, toldError } from '../not-available.ts';
import type { QueryAnswer, QueryPool } from '../pool.ts';
import type { QueryAsk, QueryCall } from '../query-ask.ts';
import { logEntry, type Outcome, outcomeOf, type QueryLogEntry } from '../query-log.ts';
import type { QueryRequest } from '../query-request.ts';
import type { QueryScope } from '../scope.ts';
import { Turns } from '../turns.ts';
import type { QueryPlan } from './query-plan.ts';
import { expectedTables, type OutlookDeps, outlookOf } from './remote-outlook.ts';

/** What plans need. */
export interface QueryPlansDeps extends NotAvailableDeps, OutlookDeps {
  readonly access: NotAvailableDeps['access'] & Pick<Access, 'isAdmin'>;
  readonly pool: Pick<QueryPool, 'run'>;
  readonly lake: Pick<Lake, 'lease'>;
  readonly remotePlans: Pick<RemotePlans, 'resolve' | 'plan' | 'estimate'>;
  readonly limits: { readonly rows: number; readonly timeoutMs: number };
  /** Asked before a source is; absent: nobody has a say. */
  readonly hooks?: Pick<QueryHooks, 'admit'>;
  /** Told once about every statement that was looked at. */
  readonly onPlan: (entry: QueryLogEntry) => void;
  readonly newId: () => string;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

const defaultLimit = 1_000;
/** Of its own: whoever looks first does not wait for what runs, and cannot fill the pool either. */
const turnLimits = { running: 2, waiting: 8 };

/** Says how a statement would be carried out, for whom it would be, and runs nothing. */
export class QueryPlans {
  readonly #deps: QueryPlansDeps;
  readonly #turns = new Turns(turnLimits);

  constructor(deps: QueryPlansDeps) {
    this.#deps = deps;
  }

  /** Throws what a run would throw, but for what only its cost is the reason of: that is part of the plan. */
  async plan(principal: Principal, ask: QueryAsk, call: QueryCall): Promise<QueryPlan> {
    const { newId, now } = this.#deps;
    const asked = { principal, sql: ask.sql, call, queryId: newId(), since: now() };
    try {
      const plan = await this.#plan(asked, ask);
      this.#note(asked, { status: 'ok', generation: plan.generation, tableIds: idsOf(plan) });
      return plan;
    } catch (error) {
      this.#note(asked, outcomeOf(error));
      throw await toldError(error, principal, this.#deps);
    }
  }

  async #plan({ principal, call, queryId, since }: Asked, ask: QueryAsk): Promise<QueryPlan> {
    const { lake, limits, hooks } = this.#deps;
    await using held = new AsyncDisposableStack();
    held.defer(await this.#turns.take(principal.userId, call.signal));
    const { generation } = held.use(lake.lease());
    const { sql, params = [], limit = defaultLimit, timeoutMs = limits.timeoutMs } = ask;
    const bounds = { limit: Math.min(limit, limits.rows), timeoutMs: Math.min(timeoutMs, limits.timeoutMs) };
    const pending = { principal, call, queryId, since, ask: { ...ask, ...bounds } };
    const { limit: rows, timeoutMs: ms } = (await hooks?.admit(pending, generation)) ?? bounds;
    using deadline = startDeadline(ms, call.signal);
    const { signal } = deadline;
    const asked = { principal, sql, params, queryId, generation, signal };
    return await this.#planned({ ...asked, limit: rows, timeoutMs: ms });
  }

  async #planned(ask: RemoteAsk): Promise<QueryPlan> {
    const resolved = await this.#deps.remotePlans.resolve(ask);
    return resolved ? this.#beyond(ask, resolved) : this.#here(ask);
  }

  async #here(ask: RemoteAsk): Promise<QueryPlan> {
    const { generation, queryId } = ask;
    const answer = await this.#explained(ask, { scope: await this.#scopeOf(ask.principal, generation) });
    return {
      ...{ queryId, generation: generation.number },
      locals: namedTables(answer.tables, generation),
      ...{ remotes: [], refusals: [] },
      finish: { statement: ask.sql, operators: answer.operators },
    };
  }

  async #beyond(ask: RemoteAsk, resolved: Resolved): Promise<QueryPlan> {
    const { queryId, generation } = ask;
    const { needed, plan } = await this.#deps.remotePlans.plan(ask, resolved);
    const outlook = await outlookOf(ask, needed, this.#deps);
    const locals = resolved.locals.map(({ resource }) => resource);
    const views = locals.map(({ name, files }) => ({ name, files }));
    const scope = { key: `plan ${queryId}`, views, landed: needed.flatMap(expectedTables) };
    const { inPlace } = plan;
    const request = { scope, ...(inPlace !== undefined && { inPlace }) };
    const { operators } = await this.#explained(ask, request);
    return {
      ...{ queryId, generation: generation.number, locals, ...outlook },
      finish: { statement: inPlace ?? ask.sql, operators },
    };
  }

  async #explained(
    { principal, sql, params, limit, timeoutMs, signal }: RemoteAsk,
    request: Pick<QueryRequest, 'scope' | 'inPlace'>,
  ): Promise<{ readonly tables: readonly string[]; readonly operators: string }> {
    const bounds = { limit, timeoutMs, signal, user: principal.userId };
    const answer = await this.#deps.pool.run({
      ...{ sql, params, ...bounds, ...request },
      ...{ format: 'json', isPlan: true },
    });
    const operators = planIn(await textOf(answer));
    await answer.end;
    return { tables: answer.tables, operators };
  }

  async #scopeOf(principal: Principal, generation: Generation): Promise<QueryScope> {
    const { access } = this.#deps;
    // Since it was said who asks some time may have passed.
    if (principal.isAdmin && access.isAdmin(principal.userId)) return wholeScope(generation);
    return grantedScope(await access.filter(principal, 'table', [...generation.tables.values()]));
  }

  #note({ sql, ...asked }: Asked, outcome: Outcome): void {
    this.#deps.onPlan(logEntry({ ...asked, ask: { sql } }, outcome, this.#deps.now()));
  }
}

interface Asked {
  readonly principal: Principal;
  readonly sql: string;
  readonly call: QueryCall;
  readonly queryId: string;
  readonly since: number;
}

const idsOf = ({ locals, remotes }: QueryPlan): readonly string[] => [
  ...locals.map(({ id }) => id),
  ...remotes.map(({ table }) => table.id),
];

const textOf = async ({ body }: Pick<QueryAnswer, 'body'>): Promise<string> =>
  (Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray())).toString('utf8');

/** The rows come each after a comma; there is one, and the plan is its second cell. */
const planIn = (rows: string): string => {
  const [[, plan] = []]: readonly (readonly unknown[])[] = JSON.parse(`[${rows.slice(1)}]`);
  return String(plan);
};
