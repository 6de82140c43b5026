import type { ExecutionContext } from 'ava';
import { bind } from '../../../host/http/operation.ts';
import { AnswerCache } from '../../../host/query/cache/answer-cache.ts';
import { CachedAnswers } from '../../../host/query/cache/cached-answers.ts';
import { queryOperations } from '../../../host/query/operations.ts';
import type { QueryPool } from '../../../host/query/pool.ts';
import { Queries } from '../../../host/query/queries.ts';
import type { QueryLogEntry } from '../../../host/query/query-log.ts';
import type { QueryRequest } from '../../../host/query/query-request.ts';
import { startServer } from '../../support/start-server.ts';
import { nearPlans } from '../plan/near-plans.ts';
import type { startedQueries } from './started-queries.ts';

type StartedQueries = Awaited<ReturnType<typeof startedQueries>>;

/** More than the tests keep. */
export const roomy = { maxBytes: 1_000_000, maxEntries: 100, maxAnswerBytes: 262_144 };

/** Queries with a cache, over HTTP; `runs` counts what reached the workers. */
export const cachedQueries = async (t: ExecutionContext, started: StartedQueries, limits = roomy) => {
  const { access, generations: lake, newId, now, ada, eve, root } = started;
  const runs: QueryRequest[] = [];
  const counting: Pick<QueryPool, 'run'> = {
    run: (request) => {
      runs.push(request);
      return started.pool.run(request);
    },
  };
  const cache = new AnswerCache(limits);
  const log: QueryLogEntry[] = [];
  const queries = new Queries({
    ...{ access, lake, newId, now },
    pool: new CachedAnswers({ pool: counting, cache }),
    limits: { rows: 1_000_000, timeoutMs: 60_000 },
    onQuery: (entry) => log.push(entry),
  });
  const origin = await startServer(t, bind(queryOperations, { queries, queryPlans: nearPlans(started) }), {
    ada,
    eve,
    root,
  });
  const post = (body: object, who = 'ada', headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${origin}/api/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const status = async (body: object, who = 'ada'): Promise<string> => {
    const response = await post(body, who);
    await response.bytes();
    return response.headers.get('x-agnes-cache') ?? String(response.status);
  };
  return { ...started, queries, cache, runs, log, post, status };
};
