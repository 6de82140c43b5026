import type { Config } from '../../config/schema.ts';
import { systemTimers } from '../http/timers.ts';
import { AnswerCache } from '../query/cache/answer-cache.ts';
import { CachedAnswers } from '../query/cache/cached-answers.ts';
import { Crashes } from '../query/crashes.ts';
import { QueryHooks } from '../query/hooks/query-hooks.ts';
import { QueryLog } from '../query/log/query-log.ts';
import type { QueryPool } from '../query/pool.ts';
import type { QueryLogEntry } from '../query/query-log.ts';
import type { Outside } from './outside.ts';

/* What stands around queries: their log, the answers that are kept, and the say of plugins. */

/** The pool, with answers that were computed before. */
export const answersOf = (limits: Config['query']['cache'], pool: QueryPool) =>
  new CachedAnswers({
    pool,
    cache: new AnswerCache({
      maxBytes: limits.max_bytes,
      maxEntries: limits.max_entries,
      maxAnswerBytes: limits.max_answer_bytes,
    }),
  });

export const crashesOf = ({ now }: Outside) => new Crashes(now);

export const queryLogOf = ({ store, log }: Outside) =>
  new QueryLog({
    store,
    timers: systemTimers,
    log: (message, error) => log('query_log', { message, ...(error !== undefined && { error }) }),
  });

export const queryHooksOf = ({ plugins, pool, log }: Outside & { readonly pool: QueryPool }) =>
  new QueryHooks({
    hooks: plugins.hooks,
    isTapped: (hook) => plugins.isTapped(hook),
    pool,
    log: (message, error) => log('query_hooks', { message, ...(error !== undefined && { error }) }),
  });

/** Everybody who is told of a statement when its answer has ended. */
export const toldTo =
  ({ log, queryLog, queryHooks, hostMetrics }: Pick<Outside, 'log' | 'hostMetrics'> & Told) =>
  (entry: QueryLogEntry): void => {
    log('query', { ...entry });
    queryLog.note(entry);
    hostMetrics.asked(entry);
    queryHooks.tell(entry);
  };

interface Told {
  readonly queryLog: QueryLog;
  readonly queryHooks: QueryHooks;
}
