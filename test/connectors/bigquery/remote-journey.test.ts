import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { plainRows } from '../../extract/support/plain-duckdb.ts';
import { untilGone } from '../../fixtures/child/processes.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { HostClient } from '../../support/host-client.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import {
  childrenOf,
  commandLine,
  configOf,
  draft,
  everythingIn,
  mebibyte,
  newReader,
  Speaker,
  seeds,
} from './remote-journey.ts';

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start(seeds);
  server.tokens.isOnMachine = false;
});
test.after.always(() => server.stop());

/** The statement that BigQuery ran last. */
const lastSql = () => [...server.jobs.jobs.values()].at(-1)?.configuration.query.query ?? '';

test('N03 N38 T33: tables at BigQuery are asked under grants, caps and quotas, and what fails takes nothing along', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const env = { GOOGLE_APPLICATION_CREDENTIALS: server.tokens.keyFile };
  const started = { dataDir, config: configOf(server), env };
  const first = await startHost(t, started);
  const boss = new Speaker(await first.asAdmin());
  const agnes = await commandLine(t, first);

  const good = await agnes('orders');
  const missing = await agnes('missing');
  t.like(good, { code: 0, stdout: 'orders: ok as orders.\n' });
  t.regex(
    missing.stderr,
    /^Error: rebuild_failed \(HTTP 500\)\n.*is registered.*sales\.missing was not found/s,
  );
  await registering(t, boss);
  await asking(t, boss);
  const { person, group, rita } = await newReader(boss, first);
  const grant = { group_id: group, resource_type: 'table', resource_id: 'wide' };
  await granting(t, rita, () => boss.send('POST /api/admin/grants', grant));
  await materializing(t, boss);
  await first.stop();

  const second = await startHost(t, started);
  const again = new Speaker(await second.asAdmin());
  const late = new Speaker(new HostClient(second.url, await new HostClient(second.url).signIn(person)));
  t.like(await late.query('select a from wide where a = 9'), { status: 429 }, 'the day goes on');
  const seen = await killing(t, again, second);
  await server.stop();
  await withoutSource(t, again);
  await second.stop();

  await shownInExtract(t, join(dataDir, 'extracts', 'bigquery', 'extract.duckdb'));
  const printed = [good, missing].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  const logged = [first, second].flatMap(({ stdout, stderr }) => [stdout(), stderr()]);
  const said = [boss, rita, again, late].flatMap((speaker) => speaker.said);
  nowhere(t, [...printed, ...logged, ...said, ...seen, await everythingIn(dataDir)].join('\n'));
});

/** What is registered is described at once, or says why it cannot be; a look before says the same. */
const registering = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const register = (name: string) => boss.send('POST /api/admin/register-table', draft(name));
  const precheck = (source_table: string) =>
    boss.send('POST /api/admin/register-table/precheck', draft('new', { source_table }));

  t.like(await register('shown'), { status: 200, body: { status: 'ok', view_name: 'shown' } });
  t.like(await register('wide'), { status: 200, body: { id: 'wide' } });
  const body = { status: 'rebuild_failed', errors: [{ code: 'unsupported_entity' }] };
  likeWhole(t, await register('learned'), { status: 500, body });
  const facts = { rows: 60, size_bytes: 120 * mebibyte, column_count: 2, project_id: 'data-project' };
  t.like(await precheck('wide'), { status: 200, body: { table: facts } });
  t.like(await precheck('nothing'), { status: 404, body: { code: 'remote_table_not_found' } });
  t.like(await precheck('learned'), { status: 400, body: { code: 'unsupported_entity' } });
  const fault = { path: /tables/, times: 1, status: 403, reason: 'accessDenied', message: 'Access Denied' };
  server.faults.push(fault);
  t.like(await precheck('orders'), { status: 403, body: { code: 'remote_table_forbidden' } });
};

/** The extract names what can be asked there, and holds nothing of it. */
const shownInExtract = async (t: ExecutionContext, extract: string): Promise<void> => {
  const sql = 'SELECT table_name AS name, rows, query_mode AS mode FROM _meta ORDER BY 1';
  t.deepEqual(await plainRows(t, sql, extract), [
    { name: 'orders', rows: '0', mode: 'remote' },
    { name: 'regions', rows: '3', mode: 'materialized' },
    { name: 'shown', rows: '0', mode: 'remote' },
    { name: 'wide', rows: '0', mode: 'remote' },
  ]);
};

/** Columns, conditions, figures and limits are asked of BigQuery; the rest is done here. */
const asking = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const some = "select id from orders where region = 'region 1' and id < 5 order by id";
  t.deepEqual(await boss.rows(some), [[1], [4]]);
  const from = 'FROM `data-project`.`sales`.`orders`';
  t.is(lastSql(), `SELECT \`id\`, \`region\` ${from} WHERE \`region\` = @p0 AND \`id\` < @p1`);
  t.deepEqual(
    await boss.rows('select region, count(*), sum(amount)::int from orders group by 1 order by 1'),
    [
      ['region 0', 100, 148_500],
      ['region 1', 100, 149_500],
      ['region 2', 100, 150_500],
    ],
  );
  t.regex(lastSql(), /^SELECT `region`, COUNT\(\*\) AS `\w+`, SUM\(`amount`\) AS `\w+` FROM .* GROUP BY 1$/);
  t.like(await boss.query('select id from orders limit 2'), { body: { row_count: 2 } });
  t.is(lastSql(), `SELECT \`id\` ${from} LIMIT 2`);
  t.deepEqual(await boss.rows('select n, amount from shown join orders on id = n'), [[7, 70]]);
  t.deepEqual(await boss.rows('select max(amount)::int from bq.sales.orders'), [[2990]]);
};

const granting = async (t: ExecutionContext, rita: Speaker, grant: () => Promise<unknown>): Promise<void> => {
  t.deepEqual(await rita.names(), []);
  t.deepEqual((await rita.send('GET /api/sync/manifest')).body['tables'], {});
  t.like(await rita.query('select n from shown'), { status: 403, body: { code: 'table_not_available' } });
  const byPath = await rita.query('select n from bq.sales.shown');
  t.like(byPath, { status: 403, body: { code: 'bq_path_access_denied' } });
  const before = server.jobs.dryRuns.length;
  await grant();

  t.deepEqual(await rita.names(), ['wide']);
  t.like((await rita.send('GET /api/sync/manifest')).body['tables'], {
    wide: { query_mode: 'remote', rows: 60 },
  });
  t.is(server.jobs.dryRuns.length, before, 'nothing was asked for whoever may not');
  const detail = { reason: 'remote_scan_too_large', scan_bytes: 120 * mebibyte, limit_bytes: 80 * mebibyte };
  t.like(await rita.query('select a, b from wide'), { status: 400, body: { detail } });
  t.deepEqual(await rita.rows('select a from wide where a = 7'), [[7]]);
  t.deepEqual(await rita.rows('select b from wide where b = 8'), [[8]]);
  const used = await rita.query('select a from wide where a = 9');
  const quota = { reason: 'daily_byte_cap_exceeded', current: 120 * mebibyte, limit: 150 * mebibyte };
  t.like(used, { status: 429, body: { code: 'daily_byte_cap_exceeded', detail: quota } });
};

const materializing = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const source_query =
    'SELECT region, SUM(amount) AS amount FROM `data-project.sales.orders` GROUP BY region';
  const query = { name: 'regions', source_type: 'bigquery', query_mode: 'materialized', source_query };
  const registered = await boss.send('POST /api/admin/register-table', query);
  t.like(registered, { status: 201, body: { view_name: 'regions' } });
  t.like(await boss.synced({ tables: ['regions'] }), { status: 'succeeded', result: { published: 1 } });
  t.deepEqual(await boss.rows('select count(*) from regions'), [[3]]);
};

/** Ends the child that asks BigQuery; gives what anybody saw of the others. */
const killing = async (t: ExecutionContext, boss: Speaker, host: { readonly pid: number }) => {
  const sql = 'select id from orders where id = 7';
  t.deepEqual(await boss.rows(sql), [[7]]);
  const children = await childrenOf(host);
  const engines = children.filter(({ seen }) => seen.includes(join('run', 'engines')));
  t.is(engines.length, 1);
  for (const { pid } of engines) {
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
  }
  t.deepEqual(await boss.rows(sql), [[7]]);
  return children.map(({ seen }) => seen);
};

/** What stays there is refused with a way out; what was brought here stays as it was. */
const withoutSource = async (t: ExecutionContext, boss: Speaker): Promise<void> => {
  const refused = await boss.query('select id from orders where id = 7');
  t.like(refused, { status: 502, body: { code: 'bq_upstream_error', status_source: 'upstream' } });
  t.regex(String(refused.body['hint']), /Try again later/);
  t.like(await boss.synced({ tables: ['regions'], force: true }), { status: 'failed' });
  t.deepEqual(await boss.rows('select count(*) from regions'), [[3]]);
};

/** Neither the key nor any token that was ever given. */
const nowhere = (t: ExecutionContext, everything: string): void => {
  const { private_key: key } = JSON.parse(server.tokens.keyFile);
  const canaries = [...server.tokens.given, ...String(key).split('\n').slice(1, 3)];
  t.true(canaries.length > 2);
  t.deepEqual(
    canaries.filter((canary) => everything.includes(canary)),
    [],
  );
};
