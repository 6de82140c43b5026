import { readdir } from 'node:fs/promises';
import test from 'ava';
import { planned, readFrom, rowsOf, startStack, token } from './lab.ts';
import type { Fault, KeboolaServer } from './support/keboola-server.ts';

let server: KeboolaServer;
test.before(async () => {
  server = await startStack();
  const rows = Array.from({ length: 9 }, (_, index) => ({ values: [String(index)] }));
  server.stack.tables = ['orders', 'people'].map((name) => ({
    id: `in.c-crm.${name}`,
    columns: ['id'],
    rows,
  }));
});
test.beforeEach(() => {
  server.calm();
  server.storeAs({ provider: 'aws', isSliced: true, packing: 'named' });
  server.stack.jobLooks = 1;
  server.stack.jobError = undefined;
});
test.after.always(() => server.stop());

const all = Array.from({ length: 9 }, (_, index) => [String(index)]);

test.serial('a job that takes its time is looked at until it is done', async (t) => {
  server.stack.jobLooks = 5;

  const { tables } = await readFrom(t, server, { tables: [planned('orders')] });

  t.is((await rowsOf(tables['orders'])).length, 9);
  t.is(server.arrived.filter(({ path }) => path.includes('/jobs/')).length, 5);
});

test.serial('busy servers, refusals for a moment and answers that break off are asked again', async (t) => {
  const moments = [
    { path: /tables\/in/, times: 1, status: 429, headers: { 'retry-after': '0' } },
    { path: /export-async/, times: 1, status: 503 },
    { path: /jobs/, times: 1, isCut: true },
    { path: /manifest/, times: 1, status: 500 },
    { path: /_0_2_0/, times: 2, isCut: true },
    { path: /_0_3_0/, times: 1, status: 503, headers: { 'retry-after': '0' } },
  ];
  server.goWrong(...moments);

  const { tables, staging } = await readFrom(t, server, { tables: [planned('orders')] });

  t.deepEqual([...(await rowsOf(tables['orders']))].sort(), all);
  const kept = new Set(tables['orders']?.files.map(({ path }) => path));
  t.is((await readdir(staging)).length - kept.size, 1, 'the empty slice is all that lies beside them');
});

test.serial('credentials that expire on the way are asked for again, once', async (t) => {
  for (const provider of ['gcp', 'aws', 'azure'] as const) {
    server.calm();
    server.storeAs({ provider });
    server.store.expiresAfter = 3;

    const { tables } = await readFrom(t, server, { tables: [planned('orders')] });

    t.deepEqual([...(await rowsOf(tables['orders']))].sort(), all, provider);
    t.is(server.arrived.filter(({ path }) => path.includes('/files/')).length, 2, provider);
  }
});

test.serial('every failure has its code, says what to do, and holds up no other table', async (t) => {
  const cases: readonly (readonly [string, Fault | string, boolean])[] = [
    ['export_failed', 'the warehouse said no', true],
    [
      'rate_limited_upstream',
      { path: /in.c-crm.orders$/, times: 9, status: 429, headers: { 'retry-after': '900' } },
      true,
    ],
    ['upstream_error', { path: /in.c-crm.orders$/, times: 9, status: 502 }, true],
    [
      'not_found_upstream',
      { path: /in.c-crm.orders$/, times: 9, status: 404, body: '{"error":"no table"}' },
      false,
    ],
    [
      'config_error',
      { path: /orders\/export-async/, times: 9, status: 400, body: '{"error":"no such thing"}' },
      false,
    ],
    ['upstream_invalid', { path: /in.c-crm.orders$/, times: 9, status: 200, body: '<html>' }, true],
    ['auth_expired', { path: /in.c-crm.orders$/, times: 9, status: 403 }, false],
  ];
  for (const [code, fault, retryable] of cases) {
    server.calm();
    server.stack.jobError = typeof fault === 'string' ? fault : undefined;
    if (typeof fault !== 'string') server.goWrong(fault);

    const { tables } = await readFrom(t, server, { tables: [planned('orders'), planned('people')] });

    t.like(tables['orders']?.error, { code, retryable }, code);
    t.not(tables['orders']?.error?.hint, '');
    t.is(tables['people']?.error === undefined, typeof fault !== 'string', code);
  }
});

test.serial('a store that hands nothing over fails the table, and nothing stays in staging', async (t) => {
  server.goWrong({ path: /amazonaws\.com\/.*_0_3_0/, times: 99, status: 403 });

  const { tables, staging } = await readFrom(t, server, { tables: [planned('orders')] });

  t.like(tables['orders']?.error, { code: 'file_refused', class: 'UpstreamError', retryable: true });
  t.deepEqual(await readdir(staging), []);
});

test.serial('an export that does not end in time is given up', async (t) => {
  server.stack.jobLooks = 1_000;

  const { tables } = await readFrom(t, server, {
    tables: [planned('orders')],
    config: { job_timeout_seconds: 1 },
    steps: 400,
  });

  t.like(tables['orders']?.error, { code: 'timeout_upstream', class: 'Timeout' });
});

test.serial('a filter the stack refuses is a fault of the registration', async (t) => {
  const whereFilters = [{ column: 'nothing', operator: 'eq', values: ['1'] }];

  const { tables } = await readFrom(t, server, { tables: [planned('orders', { whereFilters })] });

  t.like(tables['orders']?.error, { code: 'bad_filter', retryable: false });
});

test.serial('a token of another project ends the run', async (t) => {
  await t.throwsAsync(readFrom(t, server, { tables: [planned('orders')], config: { project_id: '1' } }), {
    code: 'config_error',
    message: /4711/,
  });
  await t.notThrowsAsync(
    readFrom(t, server, { tables: [planned('orders')], config: { project_id: '4711' } }),
  );
});

test.serial('a table without its bucket, and a query, are not for this driver', async (t) => {
  const { bucket: _, ...lost } = planned('orders', { id: 'lost' });
  const query = planned('query', { queryMode: 'materialized', sourceQuery: 'SELECT 1' });

  const { tables } = await readFrom(t, server, { tables: [lost, query] });

  t.is(tables['lost']?.error?.code, 'source_table_missing');
  t.is(tables['query']?.error?.code, 'driver_unfit');
});

test.serial('neither the token nor what opens the stores is in anything that is said', async (t) => {
  server.goWrong({ path: /amazonaws\.com\/.*_0_3_0/, times: 99, status: 403 });
  const failed = await readFrom(t, server, { tables: [planned('orders')] });
  server.goWrong({ path: /export-async/, times: 99, status: 400, body: `{"error":"${'x'.repeat(20)}"}` });
  const refused = await readFrom(t, server, { tables: [planned('orders')] });
  server.calm();
  const read = await readFrom(t, server, { tables: [planned('orders')] });

  const said = JSON.stringify([failed, refused, read]);
  t.false(said.includes(token));
  t.notRegex(said, /canary|signature=/);
});
