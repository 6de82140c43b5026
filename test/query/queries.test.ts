import type { PlatformError } from '@agnes/sdk';
import test from 'ava';
import type { Principal } from '../../host/http/principal.ts';
import type { QueryAsk, QueryCall } from '../../host/query/query-ask.ts';
import { intentOf } from '../access/support/started-access.ts';
import { startedQueries } from './support/started-queries.ts';

const call: QueryCall = { requestId: 'req-1', signal: new AbortController().signal };

type Started = Awaited<ReturnType<typeof startedQueries>>;

/** The rows as text, or the error. */
const answerTo = async ({ queries }: Started, principal: Principal, ask: string | QueryAsk) => {
  const wanted = typeof ask === 'string' ? ({ sql: ask, format: 'json' } as const) : ask;
  const { body } = await queries.run(principal, wanted, call);
  return String(body);
};

test('everybody sees the tables granted to them, administrators all', async (t) => {
  const started = await startedQueries(t);
  const sql = 'SELECT string_agg(name, $1 ORDER BY name) FROM (SHOW TABLES)';
  const names = (principal: Principal) =>
    answerTo(started, principal, { sql, format: 'json', params: [' '] });

  t.is(await names(started.ada), ',["orders"]\n');
  t.is(await names(started.eve), ',[null]\n');
  t.is(await names(started.root), ',["canary_table orders people salaries"]\n');
});

test('a table that exists and one that does not are refused alike to those without a grant', async (t) => {
  const started = await startedQueries(t);

  const exists = await t.throwsAsync(answerTo(started, started.ada, 'FROM people'));
  const missing = await t.throwsAsync(answerTo(started, started.ada, 'FROM nowhere'));

  t.like(exists, {
    code: 'table_not_available',
    kind: 'forbidden',
    message: "Access denied to table 'people'",
  });
  t.like(missing, {
    code: 'table_not_available',
    kind: 'forbidden',
    message: "Access denied to table 'nowhere'",
  });
});

test('a table that was never read is told as that to whoever may read it, and to nobody else', async (t) => {
  const started = await startedQueries(t);
  const asking = (principal: Principal) => t.throwsAsync(answerTo(started, principal, 'FROM LATER'));

  const [ada, root, eve] = [await asking(started.ada), await asking(started.root), await asking(started.eve)];

  t.regex(ada.message, /'LATER' is registered and has not been read yet/);
  t.is((ada as PlatformError).kind, 'bad_request');
  t.is(root.message, ada.message);
  t.like(eve, { kind: 'forbidden', message: "Access denied to table 'LATER'" });
});

test('to an administrator a table that is not there is a mistake', async (t) => {
  const started = await startedQueries(t);

  const missing = await t.throwsAsync(answerTo(started, started.root, 'FROM nowhere'));

  t.like(missing, { code: 'table_not_available', kind: 'bad_request' });
});

test('a grant counts from the next query on, and so does its end', async (t) => {
  const started = await startedQueries(t);
  const { grants, access, ada } = started;
  const group = access.rights.groupsOf(ada.userId).find(({ name }) => name.includes('ada'));
  const draft = { group_id: group?.id ?? '', resource_type: 'table', resource_id: 't-people' };

  const before = await t.throwsAsync(answerTo(started, ada, 'SELECT count(*) FROM people'));
  const { id } = await grants.grant(draft, intentOf('resource_grant.created'));
  const during = await answerTo(started, ada, 'SELECT count(*) FROM people');
  await grants.revoke(id, intentOf('resource_grant.deleted'));
  const after = await t.throwsAsync(answerTo(started, ada, 'SELECT count(*) FROM people'));

  t.like(before, { code: 'table_not_available' });
  t.is(during, ',[3]\n');
  t.like(after, { code: 'table_not_available' });
});

test('a higher limit is lowered, and the cut is told', async (t) => {
  const started = await startedQueries(t);

  const { end } = await started.queries.run(
    started.ada,
    { sql: 'FROM orders', format: 'json', limit: 2_000_000 },
    call,
  );

  t.like(await end, { rows: 10, truncated: true });
});

test('every statement is told to the log once, with what came of it', async (t) => {
  const started = await startedQueries(t);
  const { ada, root, log } = started;

  await answerTo(started, root, 'SELECT count(*) FROM people, ORDERS');
  await t.throwsAsync(answerTo(started, ada, 'FROM salaries'));
  await t.throwsAsync(answerTo(started, ada, "SELECT 'x'::INT"));

  t.deepEqual(
    log.map(({ userId, sql, status, errorCode, tableIds, rows }) => ({
      userId,
      sql,
      status,
      errorCode,
      tableIds,
      rows,
    })),
    [
      {
        userId: root.userId,
        sql: 'SELECT count(*) FROM people, ORDERS',
        status: 'ok',
        errorCode: undefined,
        tableIds: ['t-orders', 't-people'],
        rows: 1,
      },
      {
        userId: ada.userId,
        sql: 'FROM salaries',
        status: 'refused',
        errorCode: 'table_not_available',
        tableIds: [],
        rows: undefined,
      },
      {
        userId: ada.userId,
        sql: "SELECT 'x'::INT",
        status: 'error',
        errorCode: 'query_failed',
        tableIds: [],
        rows: undefined,
      },
    ],
  );
});

test('a generation is held while an answer is read, and let go afterwards', async (t) => {
  const started = await startedQueries(t);
  const { generations, queries, ada } = started;
  const empty = { number: 4, tables: new Map() };

  const { end } = await queries.run(ada, { sql: 'FROM orders', format: 'csv' }, call);
  await end;
  generations.replace(empty);
  generations.replace({ ...empty, number: 5 });

  t.deepEqual(
    generations.inUse().map(({ number }) => number),
    [5, 4],
  );
});

test('before anything is published there is nothing to see', async (t) => {
  const started = await startedQueries(t);
  started.generations.replace({ number: 0, tables: new Map() });

  t.is(await answerTo(started, started.root, 'SHOW TABLES'), '');
  t.is(await answerTo(started, started.ada, 'SHOW TABLES'), '');
});

test('waiting for one’s own turn counts as time that a statement takes', async (t) => {
  const { queries, ada } = await startedQueries(t);
  const leave = new AbortController();
  const ask = (timeoutMs: number) =>
    queries.run(
      ada,
      { sql: 'SELECT count(*) FROM range(1000000000000), range(1000000)', format: 'json', timeoutMs },
      { requestId: 'r', signal: leave.signal },
    );
  const five = Promise.allSettled(Array.from({ length: 5 }, () => ask(60_000)));

  await t.throwsAsync(ask(200), { code: 'timeout' });

  leave.abort();
  for (const { status } of await five) t.is(status, 'rejected');
});
