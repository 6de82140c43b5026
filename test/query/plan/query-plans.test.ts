import test, { type ExecutionContext } from 'ava';
import type { QueryAsk } from '../../../host/query/query-ask.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { farOrders, refused } from '../engines/far-orders.ts';
import { farPlans } from './far-plans.ts';

type Look = (sql: string, more?: Partial<QueryAsk>) => ReturnType<ReturnType<typeof farPlans>['look']>;

test('T33: a look ahead tells what each source is asked, what that costs, and what is done here; nothing is read', async (t) => {
  const lab = await farOrders(t);
  const { ada, server, quota, run } = lab;
  const { look, looked } = farPlans(lab);
  server.bytes = { estimated: 800, billed: 800 };
  const sql = `SELECT label, sum(amount) FROM orders JOIN labels USING (region)
    WHERE orders.id < 30 AND orders.region IN ('region 1') GROUP BY ALL`;

  const plan = await look(ada, sql);
  t.like(plan, { dry_run: true, refusals: [], estimated_scan_bytes: 800, finish: { statement: sql } });
  t.deepEqual(
    plan.local_tables.map(({ id, name }) => [id, name]),
    [['t-labels', 'labels']],
  );
  t.deepEqual(plan.remote_tables, [
    {
      ...{ id: 't-orders', name: 'orders', source: 'afar', source_type: 'far' },
      columns: ['id', 'region', 'amount'],
      filters: [
        { column: 'id', operator: '<', value: 30 },
        { column: 'region', operator: 'in', values: ['region 1'] },
      ],
      ...{ aggregates: [], limit: null, statement: null, cost_estimate_usd: null },
      ...{ estimated_bytes: 800, estimated_rows: null, cap_bytes: 5 * 1024 ** 3 },
    },
  ]);
  t.regex(plan.finish.operators, /HASH_GROUP_BY.*HASH_JOIN.*SEQ_SCAN/s);

  await pushing(t, (statement, more) => look(ada, statement, more));

  t.deepEqual(server.scans, []);
  t.is(await quota.used(ada.userId), 0);
  likeWhole(t, looked[0], { status: 'ok', sql, tableIds: ['t-labels', 't-orders'] });
  t.is((await run(ada, { sql })).rows.length, 1, 'and then it runs');
});

/** Figures, limits and bound values are the source's, too; what is only looked at reads nothing. */
const pushing = async (t: ExecutionContext, look: Look): Promise<void> => {
  const figures = await look('SELECT region, count(*) AS n FROM afar.shop.orders GROUP BY 1 HAVING n > 3');
  likeWhole(t, figures.remote_tables[0], {
    columns: ['region'],
    aggregates: [{ function: 'count', column: null }],
  });
  t.regex(figures.finish.statement, /__figures/);
  t.regex(figures.finish.operators, /SEQ_SCAN/);
  t.like((await look('FROM orders', { limit: 3 })).remote_tables[0], { limit: 4 });
  const bound = await look('SELECT id FROM orders WHERE id = $n', { params: { n: 7 } });
  t.deepEqual(bound.remote_tables[0]?.filters, [{ column: 'id', operator: '=', value: 7 }]);
  likeWhole(t, await look('DESCRIBE orders'), { estimated_scan_bytes: 0, remote_tables: [{ columns: [] }] });
  t.like(await look('EXPLAIN ANALYZE SELECT count(*) FROM orders'), { refusals: [] });
};

test('N37: what a run would refuse for its cost is in the plan; what it would refuse for anything else is refused', async (t) => {
  const lab = await farOrders(t);
  const { ada, eve, root, server, source } = lab;
  const { look, looked } = farPlans(lab);
  const codes = async (sql = 'SELECT max(id) FROM orders') => {
    const { refusals, estimated_scan_bytes: bytes } = await look(ada, sql);
    return [bytes, ...refusals.map(({ code }) => code)];
  };

  server.bytes = { estimated: 1_000_001, billed: 1 };
  t.deepEqual(await codes(), [1_000_001, 'daily_byte_cap_exceeded']);
  Object.assign(source.config, { max_scan_bytes: 5_000 });
  t.deepEqual(await codes(), [1_000_001, 'remote_scan_too_large', 'daily_byte_cap_exceeded']);
  server.bytes = { estimated: 3_000, billed: 1 };
  t.deepEqual(await codes(), [3_000]);
  t.deepEqual(await codes('FROM orders a, afar.shop.orders b'), [6_000, 'remote_scan_too_large']);
  server.refusal = { at: '/estimate', status: 409, text: 'no idea' };
  t.deepEqual(await codes(), [null, 'estimate_unavailable']);
  server.refusal = { at: '/estimate', status: 503, text: 'down' };
  t.like(await refused(look(ada, 'FROM orders')), { code: 'far_upstream_error', kind: 'upstream' });
  server.refusal = undefined;

  const missing = { code: 'table_not_available', kind: 'forbidden' };
  t.like(await refused(look(eve, 'FROM orders')), missing);
  t.like(await refused(look(ada, 'FROM secrets')), missing);
  t.like(await refused(look(ada, 'FROM orders, nowhere')), missing);
  t.like(await refused(look(root, 'FROM orders, nowhere')), { ...missing, kind: 'bad_request' });
  t.like(await refused(look(ada, 'FROM afar.shop.secrets')), { code: 'remote_path_access_denied' });
  t.like(await refused(look(ada, 'SELECT nothing FROM orders')), { code: 'query_failed' });
  t.like(await refused(look(ada, 'SELECT nothing FROM labels')), { code: 'query_failed' });
  t.like(await refused(look(ada, "FROM orders, read_csv('/etc/passwd')")), { code: 'function_not_allowed' });
  t.like(await refused(look(ada, 'DELETE FROM labels')), { code: 'not_a_select' });
  server.reads = [{ bucket: 'shop', table: 'secrets' }];
  t.like(await refused(look(ada, 'FROM orders')), { code: 'remote_path_access_denied' });
  t.deepEqual(server.scans, []);
  t.like(looked.at(-1), { status: 'refused', errorCode: 'remote_path_access_denied' });
});
