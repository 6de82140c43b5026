import test from 'ava';
import {
  configOf,
  draft,
  mebibyte,
  newReader,
  Speaker,
  seeds,
} from '../connectors/bigquery/remote-journey.ts';
import { BigQueryServer } from '../support/bigquery-server/bigquery-server.ts';
import { seed } from '../support/bigquery-server/lab.ts';
import { fileContext } from '../support/file-context.ts';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startHost } from '../support/start-host.ts';
import { Scanner } from './support/scanner.ts';

const context = fileContext();
let server: BigQueryServer;
let boss: Scanner;

test.before(async () => {
  const laid = seed('laid', "SELECT DATE '2026-01-31' AS day, 1 AS n, 'x' AS region, [1] AS list", {
    required: ['day', 'n'],
    layout: {
      timePartitioning: { type: 'DAY', field: 'day' },
      clustering: { fields: ['region', 'n'] },
    },
  });
  const bulky = seed('bulky', "SELECT i AS id, repeat('x', 20000) AS text FROM range(100) AS n(i)");
  server = await BigQueryServer.start([...seeds, laid, bulky]);
  server.tokens.isOnMachine = false;
  const env = { GOOGLE_APPLICATION_CREDENTIALS: server.tokens.keyFile };
  const config = configOf(server);
  const scan = { ...config.api.scan, max_result_bytes: mebibyte, max_daily_bytes_per_user: 180 * mebibyte };
  const { url, token } = await startHost(context, { config: { ...config, api: { scan } }, env });
  boss = new Scanner(url, await token());
  for (const name of ['orders', 'wide', 'shown', 'laid', 'bulky'])
    await boss.client.ask('POST /api/admin/register-table', { body: draft(name) });
});
test.after.always(() => server.stop());

/** The statement that BigQuery ran last. */
const lastSql = () => [...server.jobs.jobs.values()].at(-1)?.configuration.query.query ?? '';

const from = 'FROM `data-project`.`sales`.`orders`';

test.serial(
  'T33: a condition in GoogleSQL is applied at BigQuery, from the tree and never from the text',
  async (t) => {
    const rows = await boss.rows({
      table_id: 'orders',
      select: ['ID', 'region'],
      where: '`region` = "region 1" and id < 8 and REGEXP_CONTAINS(region, r"1$") # ; drop table orders',
      order_by: ['id DESC'],
    });

    t.deepEqual(rows, [
      ['7', 'region 1'],
      ['4', 'region 1'],
      ['1', 'region 1'],
    ]);
    const condition = "((`region` = 'region 1') AND (`id` < 8) AND REGEXP_CONTAINS(`region`, '1$'))";
    t.is(lastSql(), `SELECT \`id\`, \`region\` ${from} WHERE (${condition})`);
  },
);

test.serial('what needs no order is limited at BigQuery, behind the condition', async (t) => {
  const body = { table_id: 'orders', select: ['id'], where: 'id >= 290', limit: 3 };
  const { told, bytes } = await boss.scan(body);

  t.deepEqual(told, ['3', 'false']);
  t.true(bytes.length > 0);
  t.is(lastSql(), `SELECT \`id\` ${from} WHERE ((\`id\` >= 290)) LIMIT 3`);
});

test.serial(
  'T33: an estimate is what BigQuery says of the statement itself, in bytes and dollars',
  async (t) => {
    const ran = server.jobs.jobs.size;
    const estimate = (body: object) =>
      boss.client.ask('POST /api/v2/scan/estimate', { body: { table_id: 'wide', ...body } });

    t.deepEqual(await estimate({ select: ['a'], where: 'a > 5', limit: 30 }), {
      table_id: 'wide',
      estimated_scan_bytes: 60 * mebibyte,
      estimated_result_rows: 30,
      estimated_result_bytes: 60 * mebibyte,
      bq_cost_estimate_usd: (60 * mebibyte * 5) / 2 ** 40,
    });
    t.like(await estimate({}), { estimated_scan_bytes: 120 * mebibyte }, 'above the cap, too');
    t.is(server.jobs.jobs.size, ran);
  },
);

test.serial('a table at BigQuery is told of in its own words', async (t) => {
  const { tables } = await boss.get('catalog');
  t.like(new Map((tables as readonly { readonly id: string }[]).map((one) => [one.id, one])).get('orders'), {
    id: 'orders',
    source_type: 'bigquery',
    query_mode: 'remote',
    sql_flavor: 'bigquery',
    fetch_via: 'POST /api/v2/scan {"table_id": "orders"}',
  });
  t.like(await boss.get('schema/orders'), {
    sql_flavor: 'bigquery',
    where_dialect_hints: { cast: 'SAFE_CAST(name AS INT64)' },
  });
  t.deepEqual(await boss.get('sample/shown?n=2'), {
    table_id: 'shown',
    source: 'bigquery',
    rows: [{ n: 7 }],
  });
});

test.serial('a schema says what BigQuery knows of nulls and of how the rows lie', async (t) => {
  const { columns, ...rest } = await boss.get('schema/laid');

  likeWhole(t, rest, { partition_by: 'day', clustered_by: ['region', 'n'] });
  // The shape is that of the operation.
  t.deepEqual(
    (columns as readonly { readonly name: string; readonly nullable: boolean }[]).map((column) => [
      column.name,
      column.nullable,
    ]),
    [
      ['day', false],
      ['n', false],
      ['region', true],
      ['list', false],
    ],
  );
  t.like(await boss.get('schema/orders'), { partition_by: null, clustered_by: [] });
});

test.serial(
  'a result above its bytes is cut and says so, unless the rows are wanted in an order of which nobody knows the first',
  async (t) => {
    const { status, told, bytes } = await boss.scan({ table_id: 'bulky', where: 'id >= 0' });
    const [rows, truncated] = told;

    t.deepEqual([status, truncated], [200, 'true']);
    t.true(Number(rows) > 0 && Number(rows) < 60 && bytes.length > 500_000);
    t.like(await boss.refusal({ table_id: 'bulky', order_by: ['id'] }), {
      status: 400,
      code: 'memory_limit',
    });
  },
);

test.serial('a sample is kept for whoever asked for it, and for nobody else', async (t) => {
  const host = { url: boss.client.url };
  const { rita, group } = await newReader(new Speaker(boss.client), host);
  const grant = { group_id: group, resource_type: 'table', resource_id: 'shown' };
  await boss.client.ask('POST /api/admin/grants', { body: grant });
  const told = async ({ client }: { readonly client: HostClient }) => {
    const { headers } = await client.send('GET /api/v2/sample/shown?n=3');
    return headers.get('x-agnes-cache');
  };

  t.deepEqual([await told(boss), await told(boss)], ['bypass', 'hit']);
  t.deepEqual([await told(rita), await told(rita)], ['bypass', 'hit']);
});

test.serial('what BigQuery refuses is told as its own kind', async (t) => {
  server.faults.push({
    path: /jobs|queries/,
    times: 1,
    status: 403,
    reason: 'accessDenied',
    message: 'Access Denied',
  });
  const refused = await boss.refusal({ table_id: 'orders', select: ['id'], where: 'id = 1' });
  t.like(refused, {
    status: 502,
    code: 'bq_forbidden',
    detail: { error: 'bq_forbidden', kind: 'bq_forbidden', details: {} },
  });
});

test.serial('T33 N38: a scan has its cap, and its user a day', async (t) => {
  const wide = (more: object) => boss.refusal({ table_id: 'wide', ...more });

  t.like(await wide({}), { status: 400, code: 'remote_scan_too_large' });
  t.is((await boss.scan({ table_id: 'wide', select: ['a'], where: 'a = 1' })).status, 200);
  t.is((await boss.scan({ table_id: 'wide', select: ['b'], where: 'b = 2' })).status, 200);
  const used = await wide({ select: ['a'], where: 'a = 3' });
  const detail = { error: 'quota_exceeded', kind: 'daily_bytes', limit: 180 * mebibyte };
  t.like(used, { status: 429, code: 'quota_exceeded', detail });
});
