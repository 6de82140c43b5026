import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { planned, rowsOf, run } from '../fixtures/connector-run/run.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const columns = (table: string) => ({ type: 'columns', table, columns: [{ name: 'a', type: 'BIGINT' }] });
const rows = (table: string, ...values: unknown[]) => ({
  type: 'rows',
  table,
  rows: values.map((a) => ({ a })),
});
const tables = [planned('one'), planned('two')];

test('rows come back as a file of lines with exactly the declared columns', async (t) => {
  const script = [columns('table'), rows('table', 1, '9007199254740993', null), rows('table', -5)];

  const ran = await run(t, { entry: 'scripted.ts', config: { script } });

  likeWhole(t, ran.outcome, {
    ok: true,
    tables: [
      {
        id: 'table',
        status: 'read',
        files: [{ format: { kind: 'rows', columns: [{ name: 'a', type: 'BIGINT' }] } }],
      },
    ],
  });
  t.deepEqual(await rowsOf(ran), [{ a: 1 }, { a: '9007199254740993' }, { a: null }, { a: -5 }]);
});

test('a plugin outside the repository means the host’s SDK', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(
    join(folder, 'connector.ts'),
    `import { defineConnector, ConfigError } from '@agnes/sdk';
     export default defineConnector({
       async check() { throw ConfigError({ reason: 'No such project.' }); }, async *discover() {}, async *read() {},
     });`,
  );

  const { outcome } = await run(t, { folder, entry: 'connector.ts', command: 'check' });

  likeWhole(t, outcome, {
    ok: false,
    error: { code: 'config_error', message: 'No such project.', retryable: false, class: 'ConfigError' },
    tables: [],
  });
});

test('a check that succeeds is told, and so are the tables a source offers', async (t) => {
  const checked = await run(t, { entry: 'scripted.ts', command: 'check' });
  const discovered = await run(t, { entry: 'scripted.ts', command: 'discover' });

  t.deepEqual(checked.outcome, { ok: true, tables: [], discovered: [], notices: [] });
  t.deepEqual(discovered.outcome.discovered, [{ name: 'orders', sourceTable: 'orders.csv', rows: 3 }]);
});

test('what a source throws fails the tables that had not ended, and keeps those that had', async (t) => {
  const script = [
    columns('one'),
    rows('one', 1),
    { type: 'state', table: 'one', state: { at: 7 } },
    columns('two'),
    'throw',
  ];

  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script }, tables });

  likeWhole(t, outcome, {
    ok: false,
    error: { code: 'upstream_error', class: 'UpstreamError', retryable: true },
    tables: [
      { id: 'one', status: 'read', state: { at: 7 } },
      { id: 'two', status: 'failed', error: { code: 'upstream_error', message: 'The source is down.' } },
    ],
  });
});

test('what nobody designed is a bug of the plugin, with its stack in the log', async (t) => {
  const { outcome, log } = await run(t, { entry: 'scripted.ts', config: { script: ['bug'] } });

  t.like(outcome.error, {
    code: 'plugin_bug',
    class: 'PluginBug',
    message: 'The plugin failed: TypeError: x is not a function',
  });
  t.true(log.some((line) => line.includes('[stderr]') && line.includes('scripted.ts')));
});

test('an error that nobody awaits ends the run as well', async (t) => {
  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script: ['stray'] } });

  t.like(outcome.error, { code: 'plugin_bug', message: 'The plugin failed: TypeError: nobody awaits this' });
});

test('a table given up or left alone does not hold up the others', async (t) => {
  const script = [
    { type: 'failed', table: 'one', error: {} },
    rows('one', 1),
    { type: 'unchanged', table: 'two' },
    { type: 'state', table: 'two', state: 3 },
  ];

  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script }, tables });

  likeWhole(t, outcome, {
    ok: true,
    tables: [
      { id: 'one', status: 'failed', error: { code: 'plugin_bug' } },
      { id: 'two', status: 'unchanged', state: 3 },
    ],
  });
});

test('a table about which nothing is said has failed, never emptied', async (t) => {
  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script: [] } });

  likeWhole(t, outcome, { ok: true, tables: [{ status: 'failed', error: { code: 'nothing_read' } }] });
});

test('more rows than the plan allows fail the table and leave the others', async (t) => {
  const script = [columns('one'), rows('one', 1, 2), rows('one', 3), columns('two'), rows('two', 4)];
  const capped = [planned('one', { maxRows: 2 }), planned('two')];

  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script }, tables: capped });

  likeWhole(t, outcome.tables, [
    { id: 'one', status: 'failed', error: { code: 'row_limit', class: 'BudgetExceeded' } },
    { id: 'two', status: 'read' },
  ]);
});

test('a value that does not fit its column names the table, the column and the value', async (t) => {
  const { outcome } = await run(t, {
    entry: 'scripted.ts',
    config: { script: [columns('table'), rows('table', 'x')] },
  });

  t.regex(outcome.error?.message ?? '', /"table" does not fit its column "a": string x is no BIGINT/);
});

test('a type that may not go into SQL is refused where it is declared', async (t) => {
  const script = [{ type: 'columns', table: 'table', columns: [{ name: 'a', type: 'BIGINT); DROP' }] }];

  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script } });

  t.like(outcome.error, { code: 'plugin_bug' });
});

test('data after the state of a table is a mistake that is told', async (t) => {
  const script = [columns('table'), { type: 'state', table: 'table', state: 1 }, rows('table', 1)];

  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script } });

  t.regex(outcome.error?.message ?? '', /"rows" of "table" comes after its state/);
});

test('a connector cannot change what it is given', async (t) => {
  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script: ['freeze'] } });

  t.regex(outcome.error?.message ?? '', /object is not extensible/);
});

test('nothing is written but the files of the tables', async (t) => {
  const ran = await run(t, {
    entry: 'scripted.ts',
    config: { script: [columns('table'), rows('table', 1)] },
  });

  t.is(await readFile(join(ran.staging, 'rows-1.ndjson'), 'utf8'), '{"a":1}\n');
});

test('progress is handed on, and not more often than anybody can look', async (t) => {
  const progress: unknown[] = [];
  const script = [1, 2, 3].map((done) => ({ type: 'progress', done, total: 3 }));

  await run(t, { entry: 'scripted.ts', config: { script }, onProgress: (step) => progress.push(step) });

  t.deepEqual(progress, [{ done: 1, total: 3 }]);
});
