import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';
import { parquet, writeForeign } from './support/foreign-extract.ts';
import { runLab, statusesOf } from './support/run-lab.ts';

const columns = 'table_name VARCHAR, rows BIGINT, description VARCHAR, query_mode VARCHAR';
const meta = `CREATE TABLE _meta (${columns})`;
const intent = { action: 'test', actor: { kind: 'system' } } as const;

/** Stock as a file, people inside the database, and one name that cannot be. */
const depot = (data: string, stock = 5) => [
  meta,
  parquet(`${data}/stock.parquet`, `SELECT ${stock} AS id`),
  'CREATE VIEW stock AS SELECT 1',
  "CREATE TABLE people AS SELECT 'ann' AS name",
  "INSERT INTO _meta (table_name) VALUES ('stock'), ('people'), ('bad name')",
];

test.serial('a folder that somebody put there becomes a source, with its tables and no grants', async (t) => {
  const lab = await runLab(t);
  await writeForeign(join(lab.dataDir, 'extracts', 'depot'), depot);

  await lab.runs.discoverExtracts();

  t.like(await lab.registry.source('depot'), { type: 'local', isDefault: false, enabled: true });
  t.deepEqual(await lab.query('SELECT (SELECT id FROM stock) AS id, (SELECT name FROM people) AS name'), [
    { id: 5, name: 'ann' },
  ]);
  t.like(await lab.registry.find('people'), { sourceSlug: 'depot', registeredBy: 'system:take-in' });
  const columns = lab.lake.published().map(({ name, schema = [] }) => [name, schema.map((one) => one.name)]);
  t.deepEqual(Object.fromEntries(columns), { stock: ['id'], people: ['name'] });
  t.deepEqual(await lab.store.read.selectFrom('resource_grants').selectAll().execute(), []);
  t.deepEqual(await lab.open(), ['source rows_refused']);
});

test.serial('a run takes a changed folder up and says truthfully what it found', async (t) => {
  const lab = await runLab(t);
  const folder = join(lab.dataDir, 'extracts', 'depot');
  await writeForeign(folder, depot);

  const first = statusesOf(await lab.run());
  const again = statusesOf(await lab.run());
  await rm(join(folder, 'extract.duckdb'));
  await writeForeign(folder, (data) => depot(data, 6));
  const changed = statusesOf(await lab.run());
  const named = statusesOf(await lab.run({ connection: 'depot', force: true }));

  t.deepEqual(first, { stock: 'published', people: 'published' });
  t.deepEqual(again, { stock: 'unchanged', people: 'unchanged' });
  t.deepEqual(changed, { stock: 'published', people: 'unchanged' });
  t.deepEqual(named, { stock: 'unchanged', people: 'unchanged' });
  t.deepEqual(await lab.query('FROM stock'), [{ id: 6 }]);
  const history = await lab.store.read.selectFrom('sync_history').select(['run_id', 'table_id']).execute();
  t.is(new Set(history.map((row) => JSON.stringify(row))).size, history.length);
});

test.serial('what a folder has lost fails by name in a run, and its last good data stays', async (t) => {
  const lab = await runLab(t);
  const folder = join(lab.dataDir, 'extracts', 'depot');
  await writeForeign(folder, depot);
  await lab.runs.discoverExtracts();
  await rm(join(folder, 'extract.duckdb'));
  await t.throwsAsync(lab.run({ connection: 'depot' }), { message: /no extract\.duckdb in its folder/ });
  await writeForeign(folder, () => [
    meta,
    'CREATE TABLE people AS SELECT 7 AS id',
    "INSERT INTO _meta (table_name, rows) VALUES ('people', 9)",
  ]);
  // A table that failed waits.
  lab.clock.now += 60_000;
  await t.throwsAsync(lab.run({ connection: 'depot' }), { message: /None of 2 tables was read/ });

  const errors = await lab.store.read.selectFrom('sync_history').select(['table_id', 'error_code']).execute();
  t.deepEqual(
    errors
      .slice(-2)
      .map(({ table_id, error_code }) => `${table_id} ${error_code}`)
      .sort(),
    ['people row_count', 'stock not_in_extract'],
  );
  t.deepEqual(await lab.query('FROM stock'), [{ id: 5 }]);
});

test.serial(
  'T84: folders that can be no source are refused one by one and shown; the good one is taken',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: { rows: [{ id: 1 }] } });
    const extracts = join(lab.dataDir, 'extracts');
    const elsewhere = await writeForeign(join(await tempFolder(t), 'x'), depot);
    await writeForeign(join(extracts, 'good'), depot);
    for (const name of ['bad-name', 'empty', 'SHOP', 'piped']) await mkdir(join(extracts, name));
    await writeForeign(join(extracts, 'gone'), depot);
    await symlink(elsewhere, join(extracts, 'linked'));
    await writeFile(join(extracts, 'file'), '');
    await promisify(execFile)('mkfifo', [join(extracts, 'fifo')]);
    await promisify(execFile)('mkfifo', [join(extracts, 'piped', 'extract.duckdb')]);
    await lab.store.keep((tx) =>
      tx
        .insertInto('instance_state')
        .values({ key: 'extract:gone', value: '"x"', updated_at: new Date() })
        .execute(),
    );

    await lab.runs.discoverExtracts();

    const found = (await lab.conditions.open()).find(({ code }) => code === 'folders_refused');
    const { refused } = (found ?? { data: {} }).data as {
      refused: readonly { name: string; code: string }[];
    };
    t.deepEqual(Object.fromEntries(refused.map(({ name, code }) => [name, code])), {
      SHOP: 'slug_taken',
      'bad-name': 'bad_name',
      empty: 'no_extract',
      fifo: 'no_folder',
      file: 'no_folder',
      gone: 'source_removed',
      linked: 'is_link',
      piped: 'bad_extract',
    });
    t.deepEqual(
      (await lab.registry.sources()).map(({ slug }) => slug),
      ['good', 'shop'],
    );
    t.truthy(await lab.registry.find('stock'));
  },
);

test.serial(
  'a local source that is removed stays away, and comes back with its tables when it is added',
  async (t) => {
    const lab = await runLab(t);
    await writeForeign(join(lab.dataDir, 'extracts', 'depot'), depot);
    await lab.runs.discoverExtracts();
    await lab.registry.removeSource('depot', { force: true }, intent);
    await lab.runs.discoverExtracts();
    t.is(await lab.registry.findSource('depot'), undefined);

    await lab.registry.createSource({ slug: 'depot', type: 'local' }, intent);
    await lab.runs.discoverExtracts();

    t.deepEqual(await lab.query('FROM stock'), [{ id: 5 }]);
  },
);

test.serial(
  'remote rows are registered, said not to be attachable here, and never hold back the local ones',
  async (t) => {
    const lab = await runLab(t);
    const remote = (alias: string, url: string, name: string) => (data: string) => [
      meta,
      parquet(`${data}/local_${name}.parquet`),
      `CREATE VIEW local_${name} AS SELECT 1`,
      `ATTACH ':memory:' AS ${alias}`,
      `CREATE SCHEMA ${alias}."in.c-crm"`,
      `CREATE TABLE ${alias}."in.c-crm".x (id INTEGER)`,
      `CREATE VIEW ${name} AS SELECT * FROM ${alias}."in.c-crm".x`,
      `INSERT INTO _meta (table_name, query_mode) VALUES ('local_${name}', NULL), ('${name}', 'remote')`,
      'CREATE TABLE _remote_attach (alias VARCHAR, extension VARCHAR, url VARCHAR, token_env VARCHAR)',
      `INSERT INTO _remote_attach VALUES ('${alias}', 'bigquery', '${url}', '${name === 'first' ? 'KBC_TOKEN' : ''}')`,
    ];
    const extracts = join(lab.dataDir, 'extracts');
    await writeForeign(join(extracts, 'a'), remote('bq', 'project=demo-one', 'first'));
    await writeForeign(join(extracts, 'b'), remote('BQ', 'project=demo-two', 'second'));
    await writeForeign(join(extracts, 'c'), remote('cq', 'project=demo-three', 'third'));

    await lab.runs.discoverExtracts();

    t.like(await lab.registry.find('first'), { queryMode: 'remote', bucket: 'in.c-crm', sourceTable: 'x' });
    t.is(lab.lake.state('first')?.error?.code, 'secret_missing');
    t.is(await lab.registry.find('second'), undefined);
    t.is(lab.lake.state('third')?.error?.code, 'not_attachable');
    t.deepEqual(
      lab.lake.published().map(({ name }) => name),
      ['local_first', 'local_second', 'local_third'],
    );
    const refused = (await lab.conditions.open()).find(({ code }) => code === 'rows_refused');
    t.regex(refused?.why ?? '', /the source "a" has this alias already/);
    t.deepEqual(await lab.open(), ['source remote_tables', 'source remote_tables', 'source rows_refused']);
  },
);
