import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { likeWhole } from '../../support/like-whole.ts';
import { farOrders, refused } from './far-orders.ts';

type Asker = Awaited<ReturnType<typeof farOrders>>['ada'];

test('who may read a table at a source asks for it by name or by path, joined with what is here; others are told nothing', async (t) => {
  const { run, ada, server, log } = await farOrders(t);
  const rows = async (principal: Asker, sql: string) => (await run(principal, { sql })).rows;

  t.deepEqual(await rows(ada, 'SELECT count(*) FROM orders'), [[12_000]]);
  t.deepEqual(await rows(ada, "select COUNT(*) from ORDERS where amount > 100 and region = 'region 1'"), [
    [3_996],
  ]);
  t.deepEqual(await rows(ada, 'SELECT count(*) FROM afar.shop.orders'), [[12_000]]);
  t.deepEqual(await rows(ada, 'SELECT max(o.id) FROM /* x */ "AFAR"."Shop"."ORDERS" AS o'), [[11_999]]);
  t.deepEqual(
    await rows(
      ada,
      'SELECT label, count(*) FROM orders JOIN labels USING (region) WHERE orders.id < 30 GROUP BY ALL',
    ),
    [['One', 10]],
  );
  t.deepEqual(server.scans.at(-1), {
    kind: 'scan',
    table: { id: 't-orders', name: 'orders', sourceTable: 'orders', bucket: 'shop' },
    columns: ['id', 'region'],
    filters: [{ column: 'id', operator: '<', value: 30 }],
  });
  // It is written down once all of the answer is gone.
  while (log.length < 5) await setImmediate();
  likeWhole(t, log.at(-1), { status: 'ok', tableIds: ['t-labels', 't-orders'], scannedBytes: 1_000 });
});

test('what the caller may not read is not there, whatever it is called, and nothing is read for it', async (t) => {
  const { run, ada, eve, root, server } = await farOrders(t);
  const rows = async (principal: Asker, sql: string) => (await run(principal, { sql })).rows;
  const missing = { code: 'table_not_available', kind: 'forbidden' };
  t.like(await refused(rows(eve, 'FROM orders')), missing);
  t.like(await refused(rows(ada, 'FROM secrets')), missing);
  t.like(await refused(rows(ada, 'FROM orders, secrets')), missing);
  t.like(await refused(rows(ada, 'FROM orders, nowhere')), missing);
  t.like(await refused(rows(root, 'FROM orders, nowhere')), { ...missing, kind: 'bad_request' });
  t.deepEqual(await refused(rows(ada, 'FROM afar.shop.secrets')), {
    code: 'remote_path_access_denied',
    kind: 'forbidden',
    detail: { reason: 'remote_path_access_denied', path: 'afar.shop.secrets' },
  });
  t.like(await refused(rows(root, 'FROM afar.shop.nothing')), {
    code: 'remote_path_not_registered',
    kind: 'forbidden',
  });
  t.like(await refused(rows(ada, 'FROM elsewhere.shop.orders')), missing);
  t.like(await refused(rows(ada, "FROM orders, read_csv('/etc/passwd')")), { code: 'function_not_allowed' });
  t.like(await refused(rows(ada, "FROM bigquery_query('p', 'SELECT 1')")), { code: 'function_not_allowed' });
  t.like(await refused(rows(root, 'FROM odd')), { code: 'unsupported_entity' });
  t.deepEqual(server.scans, []);
});

test('what is only looked at costs nothing, and only as much is brought as is shown', async (t) => {
  const { run, ada, server, folder, quota } = await farOrders(t);

  const described = await run(ada, { sql: 'DESCRIBE orders' });
  const explained = await run(ada, { sql: 'EXPLAIN SELECT * FROM orders' });
  t.deepEqual(
    described.rows.map(([name, type]) => [name, type]),
    [
      ['id', 'BIGINT'],
      ['region', 'VARCHAR'],
      ['amount', 'BIGINT'],
    ],
  );
  t.is(explained.rows.length, 1);
  t.deepEqual(server.scans, []);
  t.is(await quota.used(ada.userId), 0);

  const page = await run(ada, { sql: 'FROM orders', limit: 3 });
  t.is(page.rows.length, 3);
  t.true(page.truncated);
  t.is(server.scans.at(-1)?.limit, 4);
  const csv = await refused(run(ada, { sql: 'SELECT * FROM orders ORDER BY id', limit: 3 }));
  t.like(csv, { code: 'row_limit', kind: 'bad_request', detail: { kind: 'row_limit', limit: 10_000 } });
  // What was brought is gone with its answer.
  t.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.ndjson')),
    [],
  );
});
