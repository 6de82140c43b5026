import type { ExecutionContext } from 'ava';
import test from 'ava';
import { syncOperations } from '../../host/extract/operations.ts';
import { insertHistory, insertRun } from '../../host/extract/repository.ts';
import { RunLog } from '../../host/extract/run-log.ts';
import { SyncTrigger } from '../../host/extract/trigger.ts';
import { bind } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { systemTimers } from '../../host/http/timers.ts';
import { Jobs } from '../../host/jobs/jobs.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { intent, now, openRegistry } from '../registry/open-registry.ts';
import { startServer } from '../support/start-server.ts';

const admin: Principal = { userId: 'the-admin', email: 'admin@example.com', isAdmin: true, kind: 'session' };
const ann: Principal = { ...admin, userId: 'ann', isAdmin: false };

/** Fields of all answers of these tests. */
interface Body {
  readonly job_id?: string;
  readonly tables?: unknown;
  readonly runs?: readonly { readonly id: string }[];
  readonly next_cursor?: string;
}

/** A server with the tables `Orders` and `people` of the source `shop`; jobs wait. */
const startSync = async (t: ExecutionContext) => {
  const { store, registry } = await openRegistry(t);
  const jobs = new Jobs({ store, now, random: () => 0.5, timers: systemTimers, log: () => {} });
  t.teardown(() => jobs[Symbol.asyncDispose]());
  await registry.ensureSource({ slug: 'shop', type: 'files', config: { location: '/srv' } }, intent);
  await registry.register({ name: 'Orders', connection: 'shop' }, intent);
  await registry.register({ name: 'people', connection: 'shop' }, intent);
  const services = {
    syncTrigger: new SyncTrigger({ registry, jobs }),
    runLog: new RunLog({ store, registry, now }),
  };
  const origin = await startServer(t, bind(syncOperations, services), { admin, ann });
  const call = async (path: string, options: { body?: unknown; as?: string; key?: string } = {}) => {
    const { body, as = 'admin', key } = options;
    const response = await fetch(`${origin}${path}`, {
      method: path.includes('trigger') ? 'POST' : 'GET',
      headers: {
        Authorization: `Bearer ${as}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: Body = JSON.parse(await response.text());
    return { status: response.status, headers: response.headers, body: answer };
  };
  const jobParams = async () => {
    const rows = await store.read
      .selectFrom('jobs')
      .select(['params', 'lane', 'created_by'])
      .orderBy('id')
      .execute();
    return rows.map(({ params, ...row }) => ({ ...row, params: JSON.parse(params) }));
  };
  return { store, call, jobParams };
};

test('a run is queued at once: of everything, of a bare list, of a source', async (t) => {
  const { call, jobParams } = await startSync(t);

  const everything = await call('/api/sync/trigger');
  const list = await call('/api/sync/trigger', { body: ['people', 'orders'] });
  const source = await call('/api/sync/trigger', { body: { connection: 'shop', force: true, unknown: 1 } });

  t.is(everything.status, 200);
  t.like(everything.body, { status: 'triggered', tables: 'all', coalesced: false });
  t.deepEqual(list.body.tables, ['orders', 'people']);
  t.is(source.body.tables, 'all');
  t.deepEqual(await jobParams(), [
    { lane: 'heavy', created_by: 'the-admin', params: { force: false, trigger: 'manual' } },
    {
      lane: 'heavy',
      created_by: 'the-admin',
      params: { force: false, trigger: 'manual', tables: ['orders', 'people'] },
    },
    {
      lane: 'heavy',
      created_by: 'the-admin',
      params: { force: true, trigger: 'manual', connection: 'shop' },
    },
  ]);
});

test('an equal run that is still waiting is used again', async (t) => {
  const { call } = await startSync(t);
  const first = await call('/api/sync/trigger', { body: ['orders', 'people'] });

  const second = await call('/api/sync/trigger', { body: { tables: ['people', 'Orders', 'orders'] } });

  t.like(second.body, { job_id: first.body.job_id, coalesced: true });
});

test('the same idempotency key gives the same job', async (t) => {
  const { call } = await startSync(t);
  const first = await call('/api/sync/trigger', { key: 'k', body: ['orders'] });

  const second = await call('/api/sync/trigger', { key: 'k', body: ['people'] });

  t.is(second.body.job_id, first.body.job_id);
});

test('a table or a source that is not there is named, and nothing is queued', async (t) => {
  const { call, jobParams } = await startSync(t);

  const table = await call('/api/sync/trigger', { body: ['orders', 'nope'] });
  const source = await call('/api/sync/trigger', { body: { connection: 'nowhere' } });
  const shape = await call('/api/sync/trigger', { body: { tables: 'orders' } });

  t.is(table.status, 422);
  t.like(table.body, { code: 'unknown_table', detail: 'No table is registered as "nope".' });
  t.is(source.status, 422);
  t.like(source.body, { code: 'unknown_connection' });
  t.is(shape.status, 422);
  t.deepEqual(await jobParams(), []);
});

test('only admins start runs and see them', async (t) => {
  const { call } = await startSync(t);

  t.is((await call('/api/sync/trigger', { as: 'ann' })).status, 403);
  t.is((await call('/api/sync/runs', { as: 'ann' })).status, 403);
});

/** Three runs, of which the first had two tables. */
const addRuns = async (store: SystemStore): Promise<void> => {
  const at = new Date(now());
  const times = { started_at: at, finished_at: at };
  const counts = { tables_ok: 1, tables_failed: 0, tables_skipped: 0, generation: 1 };
  const run = { job_id: 'j', trigger: 'manual', requested: null, ...times, ...counts };
  const row = {
    run_id: '1',
    synced_at: at,
    rows: 2,
    bytes: 3,
    duration_ms: 4,
    error: null,
    error_code: null,
  };
  await store.keep(async (tx) => {
    await insertRun(tx, { id: '1', status: 'succeeded', ...run });
    await insertRun(tx, { id: '2', status: 'failed', ...run });
    await insertRun(tx, { id: '3', status: 'succeeded', ...run });
    await insertHistory(tx, [
      { ...row, id: 'a', table_id: 'orders', status: 'published' },
      { ...row, id: 'b', table_id: 'gone', status: 'failed', error: 'Why.', error_code: 'why' },
    ]);
  });
};

test('runs are listed newest first, by table and status, in pages', async (t) => {
  const { call, store } = await startSync(t);
  await addRuns(store);
  const ids = async (query: string) => (await call(`/api/sync/runs${query}`)).body.runs?.map(({ id }) => id);

  t.deepEqual(await ids(''), ['3', '2', '1']);
  t.deepEqual(await ids('?status=failed'), ['2']);
  t.deepEqual(await ids('?table=Orders'), ['1']);
  const page = await call('/api/sync/runs?limit=2');
  t.is(page.headers.get('x-next-cursor'), page.body.next_cursor ?? '');
  t.deepEqual(await ids(`?limit=2&cursor=${page.body.next_cursor}`), ['1']);
});

test('a run tells what became of each of its tables', async (t) => {
  const { call, store } = await startSync(t);
  await addRuns(store);
  const counts = { rows: 2, bytes: 3, duration_ms: 4 };
  const silent = { driver: null, schema_change: null, findings: [], nulled_values: {} };

  const { body } = await call('/api/sync/runs/1');

  t.deepEqual(body.tables, [
    {
      id: 'orders',
      name: 'Orders',
      status: 'published',
      ...counts,
      error: null,
      error_code: null,
      ...silent,
    },
    { id: 'gone', name: 'gone', status: 'failed', ...counts, error: 'Why.', error_code: 'why', ...silent },
  ]);
  t.like((await call('/api/sync/runs/none')).body, { status: 404, code: 'run_not_found' });
});
