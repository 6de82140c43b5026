import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { tableFromIPC } from 'apache-arrow';
import test, { type ExecutionContext } from 'ava';
import { bind } from '../../host/http/operation.ts';
import { queryOperations } from '../../host/query/operations.ts';
import { Queries } from '../../host/query/queries.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startServer } from '../support/start-server.ts';
import { nearPlans } from './plan/near-plans.ts';
import { startedQueries } from './support/started-queries.ts';

const served = async (t: ExecutionContext) => {
  const started = await startedQueries(t);
  const { access, pool, generations: lake, newId, now, ada, root } = started;
  const limits = { rows: 1_000_000, timeoutMs: 60_000 };
  const queries = new Queries({ access, pool, lake, newId, now, limits, onQuery: () => {} });
  const origin = await startServer(t, bind(queryOperations, { queries, queryPlans: nearPlans(started) }), {
    ada,
    root,
  });
  const post = (body: unknown, headers: Record<string, string> = {}, who = 'ada'): Promise<Response> =>
    fetch(`${origin}/api/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return { ...started, origin, post };
};

/** The same request with the trailers of its answer, which `fetch` does not show. */
const withTrailers = async (origin: string, body: unknown) => {
  const { promise, resolve } = Promise.withResolvers<import('node:http').IncomingMessage>();
  const headers = { authorization: 'Bearer ada', 'content-type': 'application/json' };
  request(`${origin}/api/query`, { method: 'POST', headers }, resolve).end(JSON.stringify(body));
  const response = await promise;
  const content = await text(response);
  return { headers: response.headers, content, trailers: response.trailers };
};

test('a query is answered with columns, rows, types, and where it was read from', async (t) => {
  const { post } = await served(t);

  const response = await post({
    sql: 'SELECT id, amount::DECIMAL(9, 2) AS amount FROM orders WHERE region = $1',
    params: ['region 1'],
    limit: 2,
  });

  t.is(response.status, 200);
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  const { query_id, elapsed_ms, ...answer } = (await response.json()) as Record<string, unknown>;
  t.deepEqual(answer, {
    columns: ['id', 'amount'],
    types: ['BIGINT', 'DECIMAL(9,2)'],
    generation: 3,
    extracted_at: '2026-02-27T18:30:00.000+00:00',
    cache: 'bypass',
    rows: [
      [1, '10.00'],
      [4, '40.00'],
    ],
    row_count: 2,
    truncated: true,
  });
  t.is(query_id, response.headers.get('x-agnes-query-id'));
  t.is(typeof elapsed_ms, 'number');
});

test('an answer without rows is an answer', async (t) => {
  const { post } = await served(t);

  const response = await post({ sql: 'SELECT id FROM orders WHERE false' });

  likeWhole(t, await response.json(), { columns: ['id'], rows: [], row_count: 0, truncated: false });
});

test('the Accept header or the body chooses the form; the body wins', async (t) => {
  const { post } = await served(t);
  const sql = 'SELECT id FROM orders ORDER BY id LIMIT 2';

  const csv = await post({ sql }, { accept: 'text/csv' });
  const ndjson = await post({ sql, format: 'ndjson' }, { accept: 'text/csv' });
  const parquet = await post({ sql }, { accept: 'application/vnd.apache.parquet' });
  const arrow = await post({ sql }, { accept: 'application/vnd.apache.arrow.stream' });
  const none = await post({ sql }, { accept: 'image/png' });

  t.is(await csv.text(), 'id\n1\n2\n');
  t.is(csv.headers.get('x-agnes-rows'), '2');
  t.is(await ndjson.text(), '{"id":1}\n{"id":2}\n');
  t.is((await parquet.bytes()).slice(0, 4).toString(), '80,65,82,49');
  t.is(arrow.headers.get('content-type'), 'application/vnd.apache.arrow.stream');
  t.is(arrow.headers.get('x-agnes-rows'), '2');
  t.deepEqual(
    tableFromIPC(await arrow.bytes())
      .toArray()
      .map(String),
    ['{"id": 1}', '{"id": 2}'],
  );
  t.is(none.status, 406);
});

test('a large answer is streamed; what is known last comes as trailers and at the end of the document', async (t) => {
  const { origin } = await served(t);
  const sql = 'SELECT range AS n FROM range(200000)';

  const csv = await withTrailers(origin, { sql, limit: 150_000, format: 'csv' });
  const json = await withTrailers(origin, { sql, limit: 200_000 });
  const arrow = await withTrailers(origin, { sql, limit: 150_000, format: 'arrow' });

  t.is(csv.content.split('\n').length, 150_002);
  t.deepEqual(csv.trailers, { 'x-agnes-rows': '150000', 'x-agnes-truncated': 'true' });
  t.deepEqual(arrow.trailers, csv.trailers);
  t.truthy(csv.headers['x-agnes-query-id']);
  const document = JSON.parse(json.content) as { rows: unknown[] };
  likeWhole(t, document, { columns: ['n'], row_count: 200_000, truncated: false });
  t.deepEqual([document.rows.length, document.rows[0], document.rows.at(-1)], [200_000, [0], [199_999]]);
});

test('refusals are problems with a code and a hint, and tell nothing else', async (t) => {
  const { post, folder } = await served(t);

  const refused = await post({ sql: 'DROP TABLE orders' });
  const denied = await post({ sql: 'FROM salaries' });
  const unknown = await post({ sql: 'FROM nowhere' }, {}, 'root');
  const wrong = await post({ sql: 'SELECT nope FROM orders' });
  const late = await post({ sql: 'SELECT count(*) FROM range(1000000000000)', timeout_ms: 300 });
  const invalid = await post({ sql: 'SELECT 1', limit: 0 });

  t.deepEqual(
    [refused, denied, unknown, wrong, late, invalid].map(({ status }) => status),
    [400, 403, 400, 400, 504, 422],
  );
  t.like(await refused.json(), { code: 'not_a_select', detail: 'Only single SELECT queries are allowed' });
  t.like(await denied.json(), { code: 'table_not_available', detail: "Access denied to table 'salaries'" });
  t.like(await late.json(), { code: 'timeout', detail: { kind: 'timeout', timeout_ms: 300 } });
  const problem = (await wrong.json()) as { code: string; detail: string; hint: string };
  t.is(problem.code, 'query_failed');
  t.regex(problem.detail, /^Query error: Binder Error: Referenced column "nope" not found/);
  t.false(JSON.stringify(problem).includes(folder));
});

test('unknown keys of the body are ignored, for older clients', async (t) => {
  const { post } = await served(t);

  const response = await post({ sql: 'SELECT 1', colour: 'red' });

  t.is(response.status, 200);
});

test('a caller who hangs up frees the worker', async (t) => {
  const { post, origin, rows } = await served(t);
  const leaving = new AbortController();
  const response = await fetch(`${origin}/api/query`, {
    method: 'POST',
    headers: { authorization: 'Bearer ada', 'content-type': 'application/json' },
    body: JSON.stringify({ sql: 'SELECT range AS n FROM range(5000000)', limit: 1_000_000, format: 'csv' }),
    signal: leaving.signal,
  });

  leaving.abort();

  await t.throwsAsync(response.text());
  t.deepEqual(await rows('SELECT 1'), [[1]]);
  t.is((await post({ sql: 'SELECT 1' })).status, 200);
});

test('a look before the run tells the tables and the operators, to whoever may run it, and runs nothing', async (t) => {
  const { post } = await served(t);
  const sql = 'SELECT region, error(amount::VARCHAR) FROM orders GROUP BY ALL ORDER BY 1';

  const looked = await post({ sql, dry_run: true });
  const plan = JSON.parse(await looked.text());
  const refused = await post({ sql: 'SELECT * FROM salaries', dry_run: true });
  const csv = await post({ sql: 'SELECT 1', dry_run: true }, { accept: 'text/csv' });

  t.is(looked.status, 200);
  t.like(plan, { dry_run: true, generation: 3, remote_tables: [], refusals: [], estimated_scan_bytes: 0 });
  t.deepEqual(plan.local_tables, [{ id: 't-orders', name: 'orders', rows: 0, bytes: 0 }]);
  t.is(plan.finish.statement, sql);
  t.regex(plan.finish.operators, /HASH_GROUP_BY.*\n(.*\n)*.*READ_PARQUET/);
  t.notRegex(JSON.stringify(plan), /\.parquet|\/tmp/);
  t.is(refused.status, 403);
  t.like(JSON.parse(await refused.text()), {
    code: 'table_not_available',
    detail: "Access denied to table 'salaries'",
  });
  t.is(csv.status, 200);
});
