import { DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { KeptStatements } from '../../host/query/worker/kept-statements.ts';
import { likeWhole } from '../support/like-whole.ts';
import { openLab } from './support/query-lab.ts';

const opened = async (t: ExecutionContext): Promise<KeptStatements> => {
  const instance = await DuckDBInstance.create(':memory:');
  t.teardown(() => instance.closeSync());
  const kept = new KeptStatements(await instance.connect());
  t.teardown(() => kept[Symbol.dispose]());
  return kept;
};

const valuesOf = async (result: DuckDBResult): Promise<readonly unknown[]> => {
  const values: unknown[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return values;
    values.push(...chunk.getColumnValues(0));
  }
};

test('a prepared statement takes the values and the clock of each time it is run', async (t) => {
  const kept = await opened(t);
  const of = async (sql: string, params: Parameters<KeptStatements['run']>[1]) =>
    valuesOf(await kept.run(sql, params));

  t.deepEqual(await of('SELECT $1', [1]), [1]);
  t.deepEqual(await of('SELECT $1', [2]), [2]);
  t.deepEqual(await of('SELECT $1', ['two']), ['two']);
  t.deepEqual(await of('SELECT typeof($1)', [2.5]), ['DOUBLE']);
  t.deepEqual(await of('SELECT typeof($1)', [3_000_000_000]), ['BIGINT']);
  t.deepEqual(await of('SELECT $a || $b', { a: 'x', b: 'y' }), ['xy']);
  t.deepEqual(await of('SELECT $a || $b', { b: 'w', a: 'z' }), ['zw']);
  const first = await of('SELECT epoch_us(get_current_timestamp())', []);
  const second = await of('SELECT epoch_us(get_current_timestamp())', []);
  t.true(Number(second[0]) > Number(first[0]));
});

test('more statements than are kept are answered, one that failed again, and rows nobody read do no harm', async (t) => {
  const kept = await opened(t);
  for (const round of [1, 2]) {
    for (let index = 0; index < 120; index += 1) {
      const { length } = await valuesOf(await kept.run(`SELECT ${index} FROM range(${round})`, []));
      t.is(length, round);
    }
  }

  await kept.run('SELECT * FROM range(10000)', []);
  t.deepEqual(await valuesOf(await kept.run('SELECT 1', [])), [1]);
  for (const _ of [1, 2]) {
    await t.throwsAsync(async () => valuesOf(await kept.run("SELECT error('no') FROM range(1)", [])), {
      message: /no/,
    });
  }
});

test('a statement that has passed is answered again in its own form, limit and values', async (t) => {
  const { rows, ask } = await openLab(t);
  const sql = 'SELECT range AS n FROM range($1::BIGINT)';

  t.deepEqual(await rows(sql, { params: [2] }), [[0], [1]]);
  t.deepEqual(await rows(sql, { params: [3] }), [[0], [1], [2]]);
  t.like(await ask(sql, { params: [3], limit: 2 }), { rows: ',[0]\n,[1]\n', truncated: true });
  t.like(await ask(sql, { params: [2], format: 'ndjson' }), { rows: '{"n":0}\n{"n":1}\n' });
  t.like(await ask(sql, { params: ['x'] }), { code: 'query_failed' });
  t.deepEqual(await rows(sql, { params: [1] }), [[0]]);
  t.is(await rows('SELECT * FROM salaries'), 'table_not_available');
  t.is(await rows('SELECT * FROM salaries'), 'table_not_available');
});

test('names and types follow the values of each time, also where the text and the types of the values are the same', async (t) => {
  const { ask } = await openLab(t);
  const columns = "SELECT COLUMNS(?) FROM (SELECT 'red' AS a, 2.5::DOUBLE AS b)";
  const part = "SELECT date_part(?, TIMESTAMP '2026-01-02 03:04:05.5') AS part";

  likeWhole(t, await ask(columns, { params: ['a'] }), {
    columns: ['a'],
    types: ['VARCHAR'],
    rows: ',["red"]\n',
  });
  likeWhole(t, await ask(columns, { params: ['b'] }), {
    columns: ['b'],
    types: ['DOUBLE'],
    rows: ',[2.5]\n',
  });
  likeWhole(t, await ask(columns, { params: ['a|b'] }), { columns: ['a', 'b'], rows: ',["red",2.5]\n' });
  likeWhole(t, await ask(part, { params: ['year'] }), { types: ['BIGINT'], rows: ',[2026]\n' });
  likeWhole(t, await ask(part, { params: ['epoch'] }), { types: ['DOUBLE'], rows: ',[1767323045.5]\n' });
});

test('a long statement is run and not kept', async (t) => {
  const kept = await opened(t);
  const sql = `SELECT len([${'1, '.repeat(10_000)}1])`;

  t.deepEqual(await valuesOf(await kept.run(sql, [])), [10_001n]);
  t.is(kept.prepared, 0);
});
