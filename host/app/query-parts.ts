import { systemTimers } from '../http/timers.ts';
import { QueryLog } from '../query/log/query-log.ts';
import type { QueryLogEntry } from '../query/query-log.ts';
import type { Outside } from './outside.ts';

/* What stands around queries: their log. */

export const queryLogOf = ({ store, log }: Outside) =>
  new QueryLog({
    store,
    timers: systemTimers,
    log: (message, error) => log('query_log', { message, ...(error !== undefined && { error }) }),
  });

/** Everybody who is told of a statement when its answer has ended. */
export const toldTo =
  ({ log, queryLog }: Pick<Outside, 'log'> & { readonly queryLog: QueryLog }) =>
  (entry: QueryLogEntry): void => {
    log('query', { ...entry });
    queryLog.note(entry);
  };
