import test, { type ExecutionContext } from 'ava';
import { bind } from '../../../host/http/operation.ts';
import { queryLogOperations } from '../../../host/query/log/operations.ts';
import { QueryLog } from '../../../host/query/log/query-log.ts';
import { queryOperations } from '../../../host/query/operations.ts';
import { Queries } from '../../../host/query/queries.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';
import { startServer } from '../../support/start-server.ts';
import { startedQueries } from '../support/started-queries.ts';

interface Listed {
  readonly queries: readonly Record<string, unknown>[];
  readonly next_cursor: string | null;
}

/** What waits is kept until the test lets it happen. */
const heldTimers = () => {
  const due: (() => void)[] = [];
  const after = (_ms: number, callback: () => void) => {
    due.push(callback);
    return () => {};
  };
  return { due, after };
};

const served = async (t: ExecutionContext) => {
  const started = await startedQueries(t);
  const { access, pool, generations: lake, store, newId, now, ada, eve, root } = started;
  const said: string[] = [];
  const deps = { timers: heldTimers(), log: (message: string) => said.push(message) };
  const queryLog = new QueryLog({ store, ...deps });
  const limits = { rows: 1_000_000, timeoutMs: 60_000 };
  const onQuery = queryLog.note.bind(queryLog);
  const queries = new Queries({ access, pool, lake, newId, now, limits, onQuery });
  const registry = { tables: async () => [{ id: 't-orders', name: 'orders' }] as never };
  const services = { queries, queryLog, registry, now };
  const operations = [...bind(queryOperations, services), ...bind(queryLogOperations, services)];
  const origin = await startServer(t, operations, { ada, eve, root });
  const ask = async (who: string, sql: string, more: object = {}): Promise<void> => {
    const headers = { authorization: `Bearer ${who}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ sql, ...more });
    await (await fetch(`${origin}/api/query`, { method: 'POST', headers, body })).bytes();
  };
  const get = (query = '', who = 'root') =>
    fetch(`${origin}/api/admin/query-log${query}`, { headers: { authorization: `Bearer ${who}` } });
  const list = async (query?: string) => JSON.parse(await (await get(query)).text()) as Listed;
  return { ...started, queryLog, ask, get, list, deps, said };
};

test('every statement is in the log: who, what, which tables, what came of it', async (t) => {
  const { ask, list, ada } = await served(t);
  const sql = 'SELECT id FROM orders WHERE id < $1 ORDER BY id';

  await ask('ada', sql, { params: [3], format: 'csv' });
  await ask('ada', 'SELECT range FROM range(200000)', { format: 'csv', limit: 200_000 });
  await ask('eve', 'FROM orders');

  const [refused, large, small] = (await list()).queries;
  const { id, request_id, occurred_at, duration_ms, queue_ms, ...told } = small ?? {};
  t.deepEqual(told, {
    user_id: ada.userId,
    user_email: 'ada@example.com',
    token_id: null,
    surface: 'api',
    sql,
    sql_sha256: 'a392377063785fccd5e053333d8ddf1789f2a01b5f2bb39801eb4b47058ba995',
    tables: ['t-orders'],
    status: 'ok',
    error_code: null,
    rows: 2,
    bytes: 'id\n1\n2\n'.length,
    bytes_scanned: null,
    generation: 3,
    cached: false,
  });
  t.deepEqual([occurred_at, duration_ms, queue_ms], ['2026-03-01T12:00:00.000+00:00', 0, 0]);
  t.like(large, { rows: 200_000, bytes: 'range\n'.length + 1_288_890, status: 'ok' });
  t.like(refused, { user_email: 'eve@example.com', status: 'refused', error_code: 'table_not_available' });
  t.like(refused, { tables: [], rows: null, bytes: null });
  t.truthy(id);
  t.truthy(request_id);
});

test('the log is narrowed by user, table, status and time, and read page by page', async (t) => {
  const { ask, get, list, clock, eve } = await served(t);
  await ask('ada', 'SELECT 1 FROM orders LIMIT 1');
  await ask('ada', 'SELECT 2');
  clock.ms += 60_000;
  await ask('eve', 'SELECT 3');
  await ask('eve', 'FROM orders');
  const asked = async (query: string) => (await list(query)).queries.map(({ sql }) => sql);

  t.deepEqual(await asked('?user=Ada@Example.com'), ['SELECT 2', 'SELECT 1 FROM orders LIMIT 1']);
  t.deepEqual(await asked(`?user=${eve.userId}&status=ok`), ['SELECT 3']);
  t.deepEqual(await asked('?table=orders'), ['SELECT 1 FROM orders LIMIT 1']);
  t.deepEqual(await asked('?table=t-orders'), ['SELECT 1 FROM orders LIMIT 1']);
  t.deepEqual(await asked('?since=2026-03-01T12:00:30Z'), ['FROM orders', 'SELECT 3']);

  const first = await get('?limit=3&user=ada@example.com');
  t.is(first.headers.get('link'), null);
  const page = await list('?limit=3');
  const next = await list(`?limit=3&cursor=${page.next_cursor}`);
  t.deepEqual([page.queries.length, next.queries.length, next.next_cursor], [3, 1, null]);
});

test('the log of queries is for administrators, and its filters are checked', async (t) => {
  const { get } = await served(t);

  t.is((await get('', 'ada')).status, 403);
  t.like(await (await get('?since=yesterday')).json(), { code: 'instant_invalid' });
  t.is((await get('?status=fine')).status, 422);
  t.like(await (await get('?cursor=abc')).json(), { code: 'cursor_invalid' });
});

test('entries are written in batches; those that cannot be written wait, and the end waits for them', async (t) => {
  const { ask, store, deps, list, said } = await served(t);
  const taken: number[] = [];
  let isBroken = true;
  const keep: SystemStore['keep'] = (write) => {
    taken.push(1);
    return isBroken ? Promise.reject(new TypeError('no room')) : store.keep(write);
  };
  const log = new QueryLog({ ...deps, store: { read: store.read, keep } });
  await ask('ada', 'SELECT 1');
  const [{ id } = { id: '' }] = (await list()).queries;
  const entry = {
    queryId: 'q',
    requestId: 'r',
    userId: 'u',
    surface: 'ui',
    occurredAt: new Date(0),
  } as const;
  const rest = { sql: 'x', sqlSha256: 'y', tableIds: [], status: 'ok', durationMs: 1, cached: true } as const;

  for (let count = 0; count < 250; count += 1)
    log.note({ ...entry, ...rest, queryId: `00-${String(count).padStart(3, '0')}` });
  await log.flush();
  isBroken = false;
  await log[Symbol.asyncDispose]();

  t.is(taken.length, 4);
  t.deepEqual(said.slice(0, 1), ['The query log could not be written; it is tried again.']);
  const { queries } = await list('?limit=500');
  t.is(queries.length, 251);
  t.is(queries[0]?.['id'], id);
  t.like(queries.at(-1), { id: '00-000', cached: true, surface: 'ui', user_email: null, request_id: 'r' });
});
