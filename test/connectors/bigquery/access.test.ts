import test from 'ava';
import { clientAccess } from '../../../plugins/connector-bigquery/client-access.ts';
import { tokensOf } from '../../../plugins/connector-bigquery/tokens.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, seed, settingsFor } from '../../support/bigquery-server/lab.ts';

const seeds = [
  seed('many', 'SELECT range AS n FROM range(25)'),
  seed('shown', 'SELECT 1::BIGINT AS n', { type: 'VIEW' }),
  seed('other', 'SELECT 1 AS n', { dataset: 'stock' }),
];

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start(seeds);
});
test.after.always(() => server.stop());

const access = () => {
  const config = settingsFor(server);
  return clientAccess({ config, tokens: tokensOf(contextFor(config)), isPatient: false });
};

const limits = { timeoutMs: 60_000, labels: { agnes: 'test' } };
const signal = new AbortController().signal;

test.serial('datasets and tables are listed page by page', async (t) => {
  server.catalog.pages = { ...server.catalog.pages, names: 1 };

  const datasets = await Array.fromAsync(access().datasets());
  const tables = await Array.fromAsync(access().tables('sales'));

  server.catalog.pages = { ...server.catalog.pages, names: 1000 };
  t.deepEqual(datasets, ['sales', 'stock']);
  t.deepEqual(tables, [
    { table: 'many', type: 'TABLE' },
    { table: 'shown', type: 'VIEW' },
  ]);
});

test.serial('a table is read page by page, and only the columns that are wanted', async (t) => {
  server.catalog.pages = { ...server.catalog.pages, rows: 10 };

  const pages = await Array.fromAsync(access().readTable({ dataset: 'sales', table: 'many' }, ['n']));
  const missing = await t.throwsAsync(
    Array.fromAsync(access().readTable({ dataset: 'sales', table: 'many' }, ['m'])),
  );

  server.catalog.pages = { ...server.catalog.pages, rows: 10_000 };
  t.deepEqual(
    pages.map(({ rows }) => rows.length),
    [10, 10, 5],
  );
  t.is(missing?.message, '"many" has no column "m".');
});

test.serial(
  'a statement is one job of the project that pays, with its cap, its labels and a cached answer',
  async (t) => {
    server.catalog.pages = { ...server.catalog.pages, rows: 10 };
    server.jobs.earlyAnswers = 2;
    const statement = { sql: 'SELECT n FROM `data-project`.`sales`.`many` ORDER BY n' };

    const pages = await Array.fromAsync(
      access().query(statement, {
        ...limits,
        maxBytesBilled: 20_000_000,
        labels: { Agnes: 'A b@c' },
        signal,
      }),
    );

    server.catalog.pages = { ...server.catalog.pages, rows: 10_000 };
    const job = [...server.jobs.jobs.values()].at(-1);
    t.deepEqual(
      pages.flatMap(({ rows }) => rows.map(({ n }) => n)),
      Array.from({ length: 25 }, (_, n) => n),
    );
    t.is(pages[0]?.billed, 10 * 1024 ** 2);
    t.like(job, {
      project: 'billing-project',
      location: 'EU',
      configuration: {
        labels: { agnes: 'a_b_c' },
        jobTimeoutMs: '60000',
        query: { maximumBytesBilled: '20000000', useQueryCache: true, useLegacySql: false },
      },
    });
    t.true(
      server.seen.every(({ userProject }) => userProject === undefined || userProject === 'billing-project'),
    );
  },
);

test.serial('N37: BigQuery is held to the cap, whatever the estimate was', async (t) => {
  const statement = { sql: 'SELECT n FROM `data-project`.`sales`.`many`' };

  const error = await t.throwsAsync(
    Array.fromAsync(access().query(statement, { ...limits, maxBytesBilled: 200, signal })),
  );

  t.like(error, { code: 'budget_exceeded', details: { current: 10 * 1024 ** 2, limit: 200 } });
});

test.serial('who stops waiting ends the job, and so does its deadline', async (t) => {
  server.jobs.isSlow = true;
  const cancelled = () => [...server.jobs.jobs.values()].at(-1)?.failure?.reason;
  const controller = new AbortController();
  const statement = { sql: 'SELECT 2 AS n' };

  const waiting = Array.fromAsync(access().query(statement, { ...limits, signal: controller.signal }));
  setImmediate(() => controller.abort(new Error('enough')));
  const left = await t.throwsAsync(waiting);
  const afterLeaving = cancelled();
  const late = await t.throwsAsync(
    Array.fromAsync(access().query(statement, { ...limits, timeoutMs: 300, signal })),
  );

  server.jobs.isSlow = false;
  t.is(left?.message, 'enough');
  t.is(afterLeaving, 'stopped');
  t.like(late, { code: 'timeout_upstream', message: 'BigQuery needs more than the 300 ms it has.' });
  t.is(cancelled(), 'stopped');
});

test.serial('a dry run tells bytes and tables, and runs nothing', async (t) => {
  const before = server.jobs.jobs.size;

  const found = await access().dryRun({
    sql: 'SELECT n FROM `data-project.sales.many` JOIN `data-project.stock.other` USING (n)',
  });

  t.deepEqual(found, {
    bytes: 26 * 8,
    tables: [
      { project: 'data-project', dataset: 'sales', table: 'many' },
      { project: 'data-project', dataset: 'stock', table: 'other' },
    ],
  });
  t.is(server.jobs.jobs.size, before);
});

test.serial('N37: without an estimate there is none, and what is no SELECT is refused', async (t) => {
  const codeOf = async (work: Promise<unknown>) => Object(await t.throwsAsync(work)).code;
  server.jobs.accuracy = 'UNKNOWN';
  const unknown = await codeOf(access().dryRun({ sql: 'SELECT 1' }));
  server.jobs.accuracy = 'PRECISE';
  const deletes = await codeOf(access().dryRun({ sql: 'DELETE FROM x WHERE true', isUserSql: true }));
  const wrong = await codeOf(access().dryRun({ sql: 'SELECT FROM', isUserSql: true }));
  const ours = await codeOf(access().dryRun({ sql: 'SELECT nope FROM `data-project`.`sales`.`many`' }));

  t.deepEqual(
    [unknown, deletes, wrong, ours],
    ['estimate_unavailable', 'bq_bad_request', 'bq_bad_request', 'estimate_unavailable'],
  );
});
