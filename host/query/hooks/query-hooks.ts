import type { AnsweredQuery, PlannedQuery } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Principal } from '../../http/principal.ts';
import type { HookCalls } from '../../kernel/hooks.ts';
import type { Generation } from '../../lake/generations.ts';
import { startDeadline } from '../deadline.ts';
import type { QueryPool } from '../pool.ts';
import type { Noted, QueryLogEntry } from '../query-log.ts';
import type { TablePlace } from '../scope.ts';
import { queryNotChecked } from './errors.ts';

type QueryHook = 'beforeQuery' | 'afterQuery';

/** What asking and telling plugins needs. */
export interface QueryHooksDeps {
  readonly hooks: Pick<HookCalls, QueryHook>;
  readonly isTapped: (hook: QueryHook) => boolean;
  readonly pool: Pick<QueryPool, 'names'>;
  /** Told of what plugins were not told. */
  readonly log: (message: string, error?: unknown) => void;
}

/** A statement that waits to be run. */
export interface Pending extends Noted {
  readonly principal: Principal;
  readonly ask: Pick<PlannedQuery, 'sql' | 'limit' | 'timeoutMs'> & { readonly format: string };
  readonly call: Noted['call'] & { readonly signal: AbortSignal };
}

/** What plugins left of what was asked for. */
export type Bounds = Pick<PlannedQuery, 'limit' | 'timeoutMs'>;

/** How many statements plugins may be told of at a time. */
const mostTold = 100;

/** The say of plugins in queries. Where none taps a hook, it costs nothing. */
export class QueryHooks {
  readonly #deps: QueryHooksDeps;
  #telling = 0;

  constructor(deps: QueryHooksDeps) {
    this.#deps = deps;
  }

  /** Resolves when no plugin is against it. A veto is thrown as it is; a plugin that fails to answer is a refusal. */
  async admit(pending: Pending, generation: Generation): Promise<Bounds> {
    const { ask } = pending;
    if (!this.#deps.isTapped('beforeQuery')) return ask;
    const planned = plannedQuery(pending, await this.#names(pending), generation);
    try {
      return await this.#deps.hooks.beforeQuery(planned);
    } catch (cause) {
      if (!isPlatformError(cause) || cause.code === 'vetoed') throw cause;
      throw queryNotChecked({ plugin: String(cause.details['plugin']) }, { cause });
    }
  }

  /** Tells plugins what came of a statement. Never throws, and nobody waits for it. */
  tell(entry: QueryLogEntry): void {
    const { hooks, isTapped, log } = this.#deps;
    if (!isTapped('afterQuery')) return;
    if (this.#telling >= mostTold) {
      log('Plugins were not told of a query: too many wait to be told.');
      return;
    }
    this.#telling += 1;
    void hooks
      .afterQuery(answeredQuery(entry))
      .catch((error: unknown) => log('Plugins could not be told of a query.', error))
      .finally(() => {
        this.#telling -= 1;
      });
  }

  async #names({ principal, ask, call }: Pending): Promise<readonly TablePlace[]> {
    using deadline = startDeadline(ask.timeoutMs, call.signal);
    return await this.#deps.pool.names(ask.sql, { user: principal.userId, stop: deadline.signal });
  }
}

const plannedQuery = (
  { queryId, ask: { sql, format, limit, timeoutMs }, principal, call }: Pending,
  places: readonly TablePlace[],
  { tables }: Generation,
): PlannedQuery => {
  const { userId: id, email, isAdmin } = principal;
  const published = new Map([...tables.values()].map((table) => [table.name.toLowerCase(), table]));
  return {
    ...{ queryId, sql, format, limit, timeoutMs },
    tables: places
      .map((place) => place.filter((part) => part !== '').join('.'))
      .sort()
      .map((name) => {
        const table = published.get(name.toLowerCase());
        return table ? { id: table.id, name: table.name } : { name };
      }),
    user: { id, email, isAdmin },
    surface: call.surface ?? 'api',
  };
};

const answeredQuery = (entry: QueryLogEntry): AnsweredQuery => {
  const { requestId: _request, tokenId: _token, queueMs: _queue, occurredAt, ...told } = entry;
  return { ...told, occurredAt: occurredAt.toISOString() };
};
