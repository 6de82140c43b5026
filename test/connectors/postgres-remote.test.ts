import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { runCli } from '../support/run-cli.ts';
import { startHost } from '../support/start-host.ts';
import { newReader, Speaker, signedIn } from './bigquery/remote-journey.ts';
import { live, server, settingsOf } from './support/postgres-lab.ts';

/** The server as a source of which a statement may bring 1 MB, and one table that is brought here. */
const configOf = () => ({
  egress: { private: ['127.0.0.1'] },
  sources: [
    {
      slug: 'store',
      type: 'postgres',
      config: settingsOf({ max_scan_bytes: 1_000_000 }),
      tables: [{ name: 'totals', bucket: 'public', source_table: 'totals' }],
    },
  ],
});

const remote = (name: string) => ({
  ...{ name, source_type: 'postgres', connection: 'store', bucket: 'public', source_table: name },
  query_mode: 'remote',
});

live(
  'T33: a table that stays in PostgreSQL answers through a whole host: pushed down, capped, cancelled there, and told when it is gone',
  async (t) => {
    await server().run(`
      ALTER ROLE reader SET log_statement = 'all';
      CREATE VIEW slow AS SELECT n AS id, pg_sleep(60)::text AS text FROM generate_series(1, 3) n;
      GRANT SELECT ON slow TO reader`);
    const host = await startHost(t, { config: configOf(), env: { AGNES_PG_PASSWORD: server().password } });
    const boss = new Speaker(await host.asAdmin());
    t.like(await boss.synced({ tables: ['totals'] }), { status: 'succeeded' });
    await registering(t, boss, await signedIn(t, host));
    await lookingAhead(t, boss);
    await pushingDown(t, boss);
    await granting(t, boss, await newReader(boss, host));
    await capping(t, boss);
    await cancelling(t, boss);

    await server().kill();
    const gone = await boss.query('select id from orders where id = 7');
    t.like(gone, { status: 502, body: { code: 'postgres_upstream_error', status_source: 'upstream' } });
    t.regex(String(gone.body['hint']), /\w/);
    t.deepEqual(await boss.rows('select count(*) from totals'), [[2]], 'what was brought here stays');
    await host.stop();
    const everything = [host.stdout(), host.stderr(), ...boss.said].join('\n');
    t.false(everything.includes(server().password));
  },
);

type Workspace = Awaited<ReturnType<typeof signedIn>>;

const registering = async (t: ExecutionContext, boss: Speaker, workspace: Workspace): Promise<void> => {
  const place = ['--source-type', 'postgres', '--connection', 'store', '--bucket', 'public'];
  const args = ['admin', 'register-table', 'orders', ...place, '--source-table', 'orders'];
  const registered = await runCli(t, [...args, '--query-mode', 'remote'], workspace);
  t.like(registered, { code: 0, stdout: 'orders: ok as orders.\n' });
  for (const name of ['large', 'slow'])
    t.like(await boss.send('POST /api/admin/register-table', remote(name)), { status: 200 });
  t.like(await boss.send('POST /api/admin/register-table', remote('hidden')), {
    status: 500,
    body: { status: 'rebuild_failed' },
  });
  const planned = await runCli(
    t,
    ['query', '--explain-plan', 'select count(*) from orders where id < 5'],
    workspace,
  );
  t.regex(planned.stdout, /statement +SELECT count\(\*\) AS "\w+" FROM "public"\."orders" WHERE "id" < \$1/);
};

// `total` stands in both tables: that there is one is all that is known before they are bound.
const joined = `select state, totals.total, count(*) from orders join totals using (state)
  where orders.id <= 10 group by all order by 1`;

/** The plan says what the server is then asked. */
const lookingAhead = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const { status, body } = await boss.send('POST /api/query', { sql: joined, dry_run: true });
  t.is(status, 200);
  likeWhole(t, body, { refusals: [], local_tables: [{ name: 'totals', rows: 2 }] });
  likeWhole(t, body['remote_tables'], [
    {
      ...{ name: 'orders', source: 'store', source_type: 'postgres', cap_bytes: 1_000_000 },
      columns: ['id', 'state', 'total'],
      filters: [{ column: 'id', operator: '<=', value: 10 }],
      statement: 'SELECT "id", "state", "total" FROM "public"."orders" WHERE "id" <= $1',
    },
  ]);
  t.regex(JSON.stringify(body['remote_tables']), /"estimated_bytes":[1-9]\d*,"estimated_rows":[1-9]/);
  t.notRegex(server().log.text(), /DECLARE agnes_rows/);
};

/** What reaches the server: columns and conditions, figures, limits; values are bound. */
const pushingDown = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const reached = (scan: RegExp) =>
    server().log.until(new RegExp(`DECLARE agnes_rows [^;]*?\\(${scan.source}\\s*\\) AS source`));
  t.like(await boss.query(joined), { status: 200, body: { row_count: 2 } });
  await reached(/SELECT "id", "state", "total" FROM "public"\."orders" WHERE "id" <= \$1/);
  t.regex(await server().log.until(/parameters: \$1 = '10'/i), /10/);
  t.deepEqual(await boss.rows('select state, max(id) from pg_store.public.orders group by 1 order by 1'), [
    ['done', 99],
    ['open', 100],
  ]);
  await reached(/SELECT "state", max\("id"\) AS "\w+" FROM "public"\."orders" GROUP BY "state"/);
  t.like(await boss.query('select id from large limit 3'), { body: { row_count: 3 } });
  await reached(/SELECT "id" FROM "public"\."large" LIMIT 3/);
};

const granting = async (
  t: ExecutionContext,
  boss: Speaker,
  { rita, group }: Awaited<ReturnType<typeof newReader>>,
): Promise<void> => {
  const sql = 'select count(*) from orders';
  const looked = () => rita.send('POST /api/query', { sql, dry_run: true });
  t.like(await rita.query(sql), { status: 403, body: { code: 'table_not_available' } });
  t.like(await looked(), { status: 403, body: { code: 'table_not_available' } });
  t.like(await rita.query('from pg_store.public.orders'), {
    status: 403,
    body: { code: 'remote_path_access_denied' },
  });
  const grant = { group_id: group, resource_type: 'table', resource_id: 'orders' };
  await boss.send('POST /api/admin/grants', grant);
  t.deepEqual(await rita.rows(sql), [[100]]);
  t.like(await looked(), { status: 200, body: { remote_tables: { 0: { columns: [] } } } });
};

/** What is planned to be too much is not read; what the server groups is little. */
const capping = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const sql = 'select * from large';
  const looked = await boss.send('POST /api/query', { sql: `${sql} order by id`, dry_run: true });
  t.like(looked.body['refusals'], { 0: { code: 'remote_scan_too_large' } });
  const refused = await boss.query(`${sql} order by id`);
  const detail = { reason: 'remote_scan_too_large', limit_bytes: 1_000_000, tables: ['large'] };
  likeWhole(t, refused, { status: 400, body: { detail } });
  t.deepEqual(await boss.rows('select count(*) from large'), [[100_000]]);
};

/** Whoever goes away ends their statement at the server, too. */
const cancelling = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const leave = new AbortController();
  const { signal } = leave;
  const asked = boss.client.send('POST /api/query', { body: { sql: 'select text from slow' }, signal });
  await untilBusy(1);
  leave.abort();
  await t.throwsAsync(asked, { name: 'AbortError' });
  await untilBusy(0);
  t.deepEqual(await boss.rows('select id from orders where id = 7'), [[7]]);
};

/** Resolves when so many statements of the reader run. Nothing tells, so it is looked at. */
const untilBusy = async (wanted: number): Promise<void> => {
  const busy = `SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE usename = 'reader' AND state = 'active' AND query LIKE 'FETCH%'`;
  while ((await server().run(busy))[0]?.['n'] !== wanted) await delay(50);
};
