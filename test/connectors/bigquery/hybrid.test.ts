import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { seed } from '../../support/bigquery-server/lab.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { runCli } from '../../support/run-cli.ts';
import { startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { configOf, draft, mebibyte, newReader, Speaker, seeds, signedIn } from './remote-journey.ts';

let server: BigQueryServer;
test.before(async () => {
  const bulky = seed('bulky', "SELECT i AS id, repeat('x', 20000) AS text FROM range(100) AS n(i)");
  server = await BigQueryServer.start([...seeds, bulky]);
  server.tokens.isOnMachine = false;
});
test.after.always(() => server.stop());

const counted = 'SELECT region, COUNT(*) AS n FROM `data-project.sales.orders` GROUP BY region';
const joined = 'select region, amount::int as amount, n from regions join t using (region) order by 1';
const answer = [
  ['region 0', 148_500, 100],
  ['region 1', 149_500, 100],
  ['region 2', 150_500, 100],
];

/** A host where an alias brings at most 200 rows and 1 MiB. */
const hybridConfig = () => ({
  ...configOf(server),
  api: { scan: { max_daily_bytes_per_user: 400 * mebibyte } },
  remote_query: {
    ...{ max_bq_registration_rows: 200, max_memory_mb: 1 },
    ...{ max_result_rows: 150, timeout_seconds: 15 },
  },
});

test('T33 N37: an administrator joins answers of BigQuery with what is here, within rows, memory, caps and quota', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const env = { GOOGLE_APPLICATION_CREDENTIALS: server.tokens.keyFile };
  const host = await startHost(t, { dataDir, config: hybridConfig(), env });
  const boss = new Speaker(await host.asAdmin());
  const hybrid = (sql: string, register_bq?: object) =>
    boss.send('POST /api/query/hybrid', { sql, ...(register_bq && { register_bq }) });
  await preparing(t, boss);

  const ran = server.jobs.jobs.size;
  const { status, body } = await hybrid(joined, { t: counted });

  t.is(status, 200);
  likeWhole(t, body, { columns: ['region', 'amount', 'n'], rows: answer, row_count: 3, truncated: false });
  t.deepEqual(body['bq_stats'], { registered_aliases: ['t'], alias_count: 1 });
  t.is(server.jobs.jobs.size, ran + 1, 'it runs there once');
  await naming(t, hybrid);
  await withinCap(t, boss, hybrid);
  await refusing(t, hybrid);
  const { rita } = await newReader(boss, host);
  t.is((await rita.send('POST /api/query/hybrid', { sql: 'select 1' })).status, 403);
  await byCommandLine(t, await signedIn(t, host));

  const left = await readdir(join(dataDir, 'run', 'engines'));
  t.deepEqual(
    left.filter((name) => name.includes('.ndjson')),
    [],
  );
  server.jobs.isSlow = true;
  const late = await hybrid('select * from late', { late: counted });
  t.like(late, { status: 400, body: { code: 'hybrid_refused' } });
  t.regex(String(late.body['detail']), /^BQ 'late': timeout: /);
  server.jobs.isSlow = false;
  await spending(t, hybrid);
});

type Hybrid = (sql: string, register_bq?: object) => ReturnType<Speaker['send']>;

/** A table that stays there, and one that was brought. */
const preparing = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  await boss.send('POST /api/admin/register-table', draft('orders'));
  const source_query =
    'SELECT region, SUM(amount) AS amount FROM `data-project.sales.orders` GROUP BY region';
  const query = { name: 'regions', source_type: 'bigquery', query_mode: 'materialized', source_query };
  await boss.send('POST /api/admin/register-table', query);
  t.like(await boss.synced({ tables: ['regions'] }), { status: 'succeeded' });
};

/** An alias goes before a table of its name; without one it is a query like any other. */
const naming = async (t: ExecutionContext, hybrid: Hybrid): Promise<void> => {
  const rows = async (...args: Parameters<Hybrid>) => (await hybrid(...args)).body['rows'];
  t.deepEqual(await rows('select n from Regions', { regions: 'SELECT 7 AS n' }), [[7]]);
  const both = { a: 'SELECT 1 AS n', b: 'SELECT 2 AS n FROM `data-project.sales.orders` WHERE id < 0' };
  t.deepEqual(await rows('select count(*), (select count(*) from b) from a', both), [[1, 0]]);
  const remote = 'select count(*) from orders join a on id = n where orders.id < 5';
  t.deepEqual(await rows(remote, { a: both.a }), [[1]]);
  const plain = await hybrid('from range(1000)');
  t.like(plain.body, {
    row_count: 150,
    truncated: true,
    bq_stats: { registered_aliases: [], alias_count: 0 },
  });
};

/** A table there and one that is here, asked in each of the three ways: within the cap, and beyond it. */
const withinCap = async (t: ExecutionContext, boss: Speaker, hybrid: Hybrid): Promise<void> => {
  await boss.send('POST /api/admin/register-table', draft('wide'));
  const looked = async (sql: string) => (await boss.send('POST /api/query', { sql, dry_run: true })).body;
  const few = `select region, regions.amount > 0, count(*) from orders join regions using (region)
    where orders.id < 30 group by all order by 1`;
  const rows = [0, 1, 2].map((n) => [`region ${n}`, true, 10]);

  likeWhole(t, await looked(few), {
    ...{ refusals: [], local_tables: [{ name: 'regions' }] },
    remote_tables: [{ name: 'orders', cap_bytes: 80 * mebibyte }],
  });
  t.deepEqual(await boss.rows(few), rows);
  t.deepEqual((await hybrid(few)).body['rows'], rows);

  const ran = server.jobs.jobs.size;
  const much = 'select count(*) from wide, regions where a + b > amount';
  const code = 'remote_scan_too_large';
  likeWhole(t, await looked(much), { refusals: [{ code }], estimated_scan_bytes: 120 * mebibyte });
  likeWhole(t, await boss.query(much), { status: 400, body: { code, detail: { tables: ['wide'] } } });
  t.regex(
    String((await hybrid(much)).body['detail']),
    /^Query: query_error: The statement would read 125829120/,
  );
  t.is(server.jobs.jobs.size, ran);
  await boss.send('DELETE /api/admin/registry/wide');
};

const refusing = async (t: ExecutionContext, hybrid: Hybrid): Promise<void> => {
  const from = 'FROM `data-project.sales';
  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['select 1', { 'a b': 'SELECT 1' }, /^BQ 'a b': query_error: the alias cannot be used: it is no plain/],
    ['select 1', { pg_x: 'SELECT 1' }, /^BQ 'pg_x': query_error: .* a name of the engine$/],
    ['select 1', { t: 'SELECT 1', T: 'SELECT 1' }, /^BQ 'T': query_error: .* registered twice$/],
    ['select 1', { d: `DELETE ${from}.orders\` WHERE id = 1` }, /^BQ 'd': bq_error: /],
    ['select 1', { d: 'SELECT 1; SELECT 2' }, /^BQ 'd': bq_error: /],
    ['select 1', { d: `SELECT id ${from}.nothing\`` }, /^BQ 'd': bq_error: /],
    ['select 1', { d: `SELECT id ${from}.orders\`` }, /^BQ 'd': row_limit: .*more than the 200 rows/],
    ['select 1', { d: `SELECT text ${from}.bulky\`` }, /^BQ 'd': memory_limit: .*more than the 1 MiB/],
    [
      'select 1',
      { d: `SELECT a, b ${from}.wide\`` },
      /^BQ 'd': bq_error: The statement would read 125829120/,
    ],
    ['from nowhere', { d: 'SELECT 1 AS n' }, /^Query: query_error: no table 'nowhere' is published$/],
    ['selec 1', {}, /^Query: query_error: Parser Error/],
    ['delete from regions', {}, /^Query: query_error: Only single SELECT queries are allowed$/],
    ['from bq.sales.wide', {}, /^Query: bq_error: "bq.sales.wide" is no registered table/],
  ];
  for (const [sql, aliases, detail] of refusals) {
    const { status, body } = await hybrid(sql, aliases);
    t.like({ status, ...body }, { status: 400, code: 'hybrid_refused' }, sql);
    t.regex(String(body['detail']), detail);
    t.regex(String(body['hint']), /\w/);
  }
};

/** The same from a terminal, there and here. */
const byCommandLine = async (t: ExecutionContext, workspace: Parameters<typeof runCli>[2]): Promise<void> => {
  const agnes = async (args: readonly string[], input = '') => {
    const { stdout } = await runCli(t, [...args, '--json'], { ...workspace, input });
    return JSON.parse(stdout);
  };
  const alias = ['--register-bq', `t=${counted}`];
  const piped = JSON.stringify({ sql: joined, register_bq: { t: counted } });

  const there = { ok: true, rows: answer, scope: 'remote', bq_stats: { alias_count: 1 } };
  likeWhole(t, await agnes(['query', joined, ...alias]), there);
  likeWhole(t, await agnes(['query', '--stdin'], piped), there);
  await agnes(['sync']);
  likeWhole(t, await agnes(['query', '--local', joined, ...alias]), { rows: answer, scope: 'local' });
  t.like(await agnes(['query', joined, '--register-bq', 't']), { ok: false, error: { code: 'bad_usage' } });
};

/** What is read there counts towards the day; 60 MiB a time. */
const spending = async (t: ExecutionContext, hybrid: Hybrid): Promise<void> => {
  const read = () => hybrid('select max(a) from w', { w: 'SELECT a FROM `data-project.sales.wide`' });
  for (let times = 0; times < 6; times += 1) await read();
  const { status, body } = await read();
  t.is(status, 400);
  t.regex(String(body['detail']), /^BQ 'w': bq_error: You have read \d+ bytes at sources today/);
};
