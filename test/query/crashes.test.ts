import test, { type ExecutionContext } from 'ava';
import type { Principal } from '../../host/http/principal.ts';
import { Crashes } from '../../host/query/crashes.ts';
import { QueryPool } from '../../host/query/pool.ts';
import { Queries } from '../../host/query/queries.ts';
import type { QueryAsk } from '../../host/query/query-ask.ts';
import { nearPlans } from './plan/near-plans.ts';
import { startedQueries } from './support/started-queries.ts';

/** Crashes; each number makes another statement. */
const crash = (number: number): string =>
  `SELECT ${number}, json_transform('{}', repeat('[', 100000) || '"INT"' || repeat(']', 100000))`;

const call = { requestId: 'r', signal: new AbortController().signal };

const answerTo = async (queries: Queries, who: Principal, ask: Pick<QueryAsk, 'sql' | 'lane'>) =>
  String((await queries.run(who, { format: 'json', ...ask }, call)).body);

/** Queries that remember crashes, a clock, and what their workers said at their end. */
const remembering = async (t: ExecutionContext) => {
  const clock = { ms: 0 };
  const crashes = new Crashes(() => clock.ms);
  const ended: string[] = [];
  const watch = { crashes, log: (line: string) => ended.push(line) };
  const started = await startedQueries(t, watch);
  const { pool, access, generations: lake, newId, log, folder } = started;
  const heavyPool = new QueryPool({ folder: `${folder}/heavy`, workers: 1, heavy: true, newId, ...watch });
  t.teardown(() => heavyPool[Symbol.asyncDispose]());
  const queries = new Queries({
    ...{ pool, heavyPool, access, lake, newId, crashes, now: () => clock.ms },
    limits: { rows: 10, timeoutMs: 60_000 },
    onQuery: (entry) => log.push(entry),
  });
  const answer = (who: Principal, sql: string, lane?: 'heavy') =>
    answerTo(queries, who, { sql, ...(lane && { lane }) });
  const plans = nearPlans(started);
  const plan = (who: Principal, sql: string) => plans.plan(who, { sql, format: 'json' }, call);
  return { ...started, clock, ended, answer, plan };
};

test('T26: whoever crashes three workers within ten minutes is held off for ten, others go on', async (t) => {
  const { answer, clock, log, ada, root } = await remembering(t);
  for (const number of [1, 2, 3]) {
    await t.throwsAsync(answer(ada, crash(number)), { code: 'query_crashed' });
  }
  clock.ms = 599_000;

  const refused = await t.throwsAsync(answer(ada, 'SELECT 1'), { code: 'crashed_too_often' });

  t.like(refused, { kind: 'rate_limited', details: { retry_after_seconds: 1 } });
  t.like(log.at(-1), { status: 'refused', errorCode: 'crashed_too_often', userId: ada.userId });
  t.is(await answer(root, 'SELECT 1'), ',[1]\n');
  clock.ms = 600_000;
  t.is(await answer(ada, 'SELECT 1'), ',[1]\n');
});

test('T26: crashes of a look ahead and in the background count, and what waits at the third is refused', async (t) => {
  const { answer, plan, ada, root } = await remembering(t);
  await t.throwsAsync(plan(ada, crash(1)), { code: 'query_crashed' });
  await t.throwsAsync(answer(ada, crash(2), 'heavy'), { code: 'query_crashed' });

  const third = t.throwsAsync(answer(ada, crash(3)), { code: 'query_crashed' });
  const waiting = ['SELECT 1', 'SELECT 2'].map((sql) =>
    t.throwsAsync(answer(ada, sql), { code: 'crashed_too_often' }),
  );
  const other = answer(root, 'SELECT 3');

  await Promise.all([third, ...waiting]);
  t.is(await other, ',[3]\n');
  await t.throwsAsync(plan(ada, 'SELECT 1'), { code: 'crashed_too_often' });
  await t.throwsAsync(answer(ada, 'SELECT 1', 'heavy'), { code: 'crashed_too_often' });
});

test('T26: a statement that crashed is not run again over the same data for ten minutes', async (t) => {
  const { answer, clock, ended, ada } = await remembering(t);
  for (const _ of [1, 2, 3, 4]) await t.throwsAsync(answer(ada, crash(1)), { code: 'query_crashed' });

  t.is(ended.length, 1);
  t.is(await answer(ada, 'SELECT 1'), ',[1]\n');
  clock.ms = 600_000;
  await t.throwsAsync(answer(ada, crash(1)), { code: 'query_crashed' });
  t.is(ended.length, 2);
});

test('a number beyond DOUBLE is told as that, its name in a text is not', async (t) => {
  const started = await startedQueries(t);
  const told = (sql: string) =>
    answerTo(started.queries, started.ada, { sql }).catch((error: Error) => error.message);

  t.regex(await told('SELECT 1e400'), /larger than a DOUBLE/);
  t.regex(await told('SELECT -1e400'), /larger than a DOUBLE/);
  t.is(await told(`SELECT '"value":Infinity'`), `,["\\"value\\":Infinity"]\n`);
});
