import type { RemoteFilter, RemoteLimits, RemoteMessage, RemoteScan } from '@agnes/sdk/engine';
import test from 'ava';
import engine from '../../../plugins/connector-bigquery/engine.ts';
import type { Settings } from '../../../plugins/connector-bigquery/settings.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, seed, settingsFor } from '../../support/bigquery-server/lab.ts';

const events = `SELECT i AS id, DATE '2024-01-01' + i::INTEGER AS day, TIMESTAMP '2024-01-01 00:00:00' + to_hours(i) AS local,
  TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_hours(i) AS instant, i / 2.0::DOUBLE AS half, (i / 4)::DECIMAL(38,9) AS price,
  'user_' || i AS "Na\`me", i % 2 = 0 AS even, '\\d' || i AS slash, 'x' || i AS filler
  FROM range(6) AS numbers(i)`;

let server: BigQueryServer;
let config: Settings;
test.before(async () => {
  server = await BigQueryServer.start([
    seed('events', events, { types: { filler: 'GEOGRAPHY' } }),
    seed('shown', 'SELECT 1 AS n', { type: 'VIEW' }),
    seed('live', 'SELECT 1 AS n', { type: 'MATERIALIZED_VIEW' }),
    seed('files', 'SELECT 1 AS n', { type: 'EXTERNAL' }),
    seed('model', 'SELECT 1 AS n', { type: 'MODEL' }),
    seed('big', 'SELECT 1::BIGINT AS n FROM range(100)', { width: 1024 ** 2 }),
  ]);
  config = settingsFor(server);
});
test.after.always(() => server.stop());

const table = (sourceTable: string) => ({ id: 't', name: 'events', bucket: 'sales', sourceTable });
const scan = (more: Partial<RemoteScan> = {}): RemoteScan => ({
  kind: 'scan',
  table: table('events'),
  columns: ['id'],
  filters: [],
  ...more,
});
const limits: RemoteLimits = { timeoutMs: 60_000, labels: { user: 'u1' } };

const run = async (...[statement, more]: [Parameters<typeof engine.run>[1], Partial<RemoteLimits>?]) =>
  Array.fromAsync(engine.run(contextFor(config), statement, { ...limits, ...more }));

const rowsIn = (messages: readonly RemoteMessage[]) =>
  messages.flatMap((message) => (message.type === 'rows' ? message.rows : []));

const ids = async (...filters: RemoteFilter[]) => rowsIn(await run(scan({ filters }))).map(({ id }) => id);

const jobs = () => [...server.jobs.jobs.values()];

test.serial('a table, views of all kinds and what cannot be asked are told apart', async (t) => {
  const describe = (name: string) => engine.describe(contextFor(config), table(name));

  const kinds = await Promise.all(['shown', 'live', 'files', 'model'].map(describe));
  const events = await describe('events');
  const missing = await t.throwsAsync(describe('nothing'));
  const { bucket: _, ...loose } = table('events');
  const homeless = await t.throwsAsync(engine.describe(contextFor(config), loose));

  t.deepEqual(
    kinds.map(({ kind }) => kind),
    ['view', 'view', 'view', 'other'],
  );
  t.like(events, { kind: 'table', rows: 6, sizeBytes: 6 * 10 * 8 });
  t.deepEqual(events.columns[0], { name: 'id', type: 'BIGINT' });
  t.like(missing, { code: 'not_found_upstream' });
  t.like(homeless, { code: 'dataset_missing' });
});

test.serial('N38: the estimate is a dry run of the columns that are asked for, never of all', async (t) => {
  const one = await engine.estimate(contextFor(config), scan());
  const two = await engine.estimate(
    contextFor(config),
    scan({ filters: [{ column: 'day', operator: '=', value: '2024-01-02' }] }),
  );

  t.deepEqual(one, {
    bytes: 6 * 8,
    tables: [{ project: 'data-project', bucket: 'sales', table: 'events' }],
    statement: 'SELECT `id` FROM `data-project`.`sales`.`events`',
  });
  t.is(two.bytes, 2 * 6 * 8);
  t.true(
    server.jobs.dryRuns.every(({ sql, project }) => !sql.includes('*') && project === 'billing-project'),
  );
});

test.serial('a scan yields its columns, what was billed, and its rows', async (t) => {
  const messages = await run(scan({ columns: ['id', 'na`me'], limit: 2 }), { maxBytes: 20_000_000 });

  t.deepEqual(messages[0], {
    type: 'columns',
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'Na`me', type: 'VARCHAR' },
    ],
  });
  t.deepEqual(messages[1], { type: 'billed', bytes: 10 * 1024 ** 2 });
  t.is(rowsIn(messages).length, 2);
  t.true(jobs().every(({ project }) => project === 'billing-project'));
});

test.serial('conditions of every type are bound, in the type of their column', async (t) => {
  const when = (column: string, operator: '=' | '<' | '>=', value: string | number | boolean) =>
    ids({ column, operator, value });

  t.deepEqual(await when('id', '>=', 4), [4, 5]);
  t.deepEqual(await when('id', '<', 0.5), [0]);
  t.deepEqual(await when('half', '>=', 2), [4, 5]);
  t.deepEqual(await when('price', '=', '0.250000000'), [1]);
  t.deepEqual(await when('even', '=', true), [0, 2, 4]);
  t.deepEqual(await when('day', '>=', '2024-01-05'), [4, 5]);
  t.deepEqual(await when('day', '>=', '2024-01-05 00:00:00'), [4, 5]);
  t.deepEqual(await when('day', '>=', '2024-01-05 12:00:00'), [5]);
  t.deepEqual(await when('local', '>=', '2024-01-01T04:00'), [4, 5]);
  t.deepEqual(await when('instant', '>=', '2024-01-01 04:00:00'), [4, 5]);
  t.deepEqual(await when('instant', '>=', '2024-01-01T06:00:00+02'), [4, 5]);
  t.deepEqual(await when('filler', '=', 'x3'), [3]);
  t.deepEqual(await when('Na`me', '=', "user_1' OR TRUE --"), []);
  t.true(jobs().every(({ configuration }) => !configuration.query.query.includes('user_')));
});

test.serial('lists, patterns and absent values are asked as they are meant here', async (t) => {
  t.deepEqual(await ids({ column: 'id', operator: 'in', values: [1, 3] }), [1, 3]);
  t.deepEqual(
    await ids({ column: 'day', operator: 'in', values: ['2024-01-01', '2024-01-02 10:00:00'] }),
    [0],
  );
  t.deepEqual(await ids({ column: 'id', operator: 'in', values: [] }), []);
  t.deepEqual(await ids({ column: 'slash', operator: 'like', value: '\\d1%' }), [1]);
  t.deepEqual(await ids({ column: 'id', operator: 'is null' }), []);
  t.is((await ids({ column: 'id', operator: 'is not null' })).length, 6);
});

test.serial('figures are made where the rows are', async (t) => {
  const messages = await run(
    scan({
      columns: ['even'],
      aggregates: [
        { function: 'count', as: 'all' },
        { function: 'count_distinct', column: 'half', as: 'halves' },
        { function: 'sum', column: 'id', as: 'sum' },
        { function: 'max', column: 'day', as: 'last' },
        { function: 'avg', column: 'half', as: 'mean' },
        { function: 'min', column: 'filler', as: 'first' },
      ],
    }),
  );
  const whole = await run(scan({ columns: [], aggregates: [{ function: 'count', as: 'n' }] }));

  t.deepEqual(
    rowsIn(messages).find(({ even }) => even === true),
    { even: true, all: 3, halves: 3, sum: 6, last: '2024-01-05', mean: 1, first: 'x0' },
  );
  t.deepEqual(rowsIn(whole), [{ n: 6 }]);
});

test.serial('what cannot be asked there as it is meant here is refused, not guessed', async (t) => {
  const codeOf = async (filter: RemoteFilter) =>
    Object(await t.throwsAsync(run(scan({ filters: [filter], limit: 9 })))).code;

  t.is(await codeOf({ column: 'id', operator: 'like', value: '1%' }), 'filter_unfit');
  t.is(await codeOf({ column: 'local', operator: '=', value: '2024-01-01T00:00:00+02:00' }), 'filter_unfit');
  t.is(await codeOf({ column: 'even', operator: '=', value: 'perhaps' }), 'filter_unfit');
  t.is(await codeOf({ column: 'id', operator: '=', value: 'many' }), 'filter_unfit');
  t.is(await codeOf({ column: 'gone', operator: 'is null' }), 'column_missing');
  const more = await ids(
    { column: 'id', operator: 'in', values: [1, 'many'] },
    { column: 'id', operator: '<', value: 2 },
  );
  t.deepEqual(more, [0, 1], 'where nothing is counted, the condition is left to the host');
});

test.serial('a statement that somebody wrote runs if it is one SELECT within the cap', async (t) => {
  const sql = (text: string, maxBytes?: number) =>
    run({ kind: 'sql', sql: text }, maxBytes === undefined ? {} : { maxBytes });
  const before = jobs().length;

  const rows = rowsIn(await sql('SELECT n FROM `data-project.sales.big` LIMIT 1'));
  const after = jobs().length;
  const deletes = await t.throwsAsync(sql('DELETE FROM `data-project.sales.big` WHERE true'));
  const large = await t.throwsAsync(sql('SELECT n FROM `data-project.sales.big`', 1024));

  t.deepEqual(rows, [{ n: 1 }]);
  t.is(after, before + 1);
  t.like(deletes, { code: 'bq_bad_request' });
  t.like(large, { code: 'budget_exceeded', details: { current: 100 * 1024 ** 2, limit: 1024 } });
  t.is(jobs().length, after);
});
