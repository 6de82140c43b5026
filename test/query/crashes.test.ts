import test from 'ava';
import type { Principal } from '../../host/http/principal.ts';
import { Queries } from '../../host/query/queries.ts';
import { startedQueries } from './support/started-queries.ts';

const crash = `SELECT json_transform('{}', repeat('[', 100000) || '"INT"' || repeat(']', 100000))`;

const answerTo = async (queries: Queries, who: Principal, sql: string): Promise<string> => {
  const call = { requestId: 'r', signal: new AbortController().signal };
  return String((await queries.run(who, { sql, format: 'json' }, call)).body);
};

test('T26: whoever crashes three workers within ten minutes is held off for ten, others go on', async (t) => {
  const started = await startedQueries(t);
  const { pool, access, generations: lake, newId, log, ada, root } = started;
  const clock = { ms: 0 };
  const queries = new Queries({
    ...{ pool, access, lake, newId, now: () => clock.ms, limits: { rows: 10, timeoutMs: 60_000 } },
    onQuery: (entry) => log.push(entry),
  });
  const answer = (who: Principal, sql: string) => answerTo(queries, who, sql);
  for (const _ of [1, 2, 3]) await t.throwsAsync(answer(ada, crash), { code: 'query_crashed' });
  clock.ms = 599_000;

  const refused = await t.throwsAsync(answer(ada, 'SELECT 1'), { code: 'crashed_too_often' });

  t.like(refused, { kind: 'rate_limited', details: { retry_after_seconds: 1 } });
  t.like(log.at(-1), { status: 'refused', errorCode: 'crashed_too_often', userId: ada.userId });
  t.is(await answer(root, 'SELECT 1'), ',[1]\n');
  clock.ms = 600_000;
  t.is(await answer(ada, 'SELECT 1'), ',[1]\n');
});

test('a number beyond DOUBLE is told as that, its name in a text is not', async (t) => {
  const started = await startedQueries(t);
  const told = (sql: string) =>
    answerTo(started.queries, started.ada, sql).catch((error: Error) => error.message);

  t.regex(await told('SELECT 1e400'), /larger than a DOUBLE/);
  t.regex(await told('SELECT -1e400'), /larger than a DOUBLE/);
  t.is(await told(`SELECT '"value":Infinity'`), `,["\\"value\\":Infinity"]\n`);
});
