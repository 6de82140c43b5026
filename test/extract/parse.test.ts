import { gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { plainRows } from './support/plain-duckdb.ts';
import { errorOf, fileOf, stageLab } from './support/stage-lab.ts';

const types = (columns: readonly { readonly name: string; readonly type: string }[]) =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]));

test('csv files are inferred over all of them and joined by column name', async (t) => {
  const lab = await stageLab(t);
  const files = [
    await lab.write('a.csv', 'id,at\n1,2024-01-02\n2,2024-01-03\n'),
    await lab.write('b.csv', 'at,id,note\n2024-01-04,2.5,late\n'),
  ];

  const file = fileOf(await lab.stageOne(files));

  t.deepEqual(types(file.columns), { id: 'DOUBLE', at: 'DATE', note: 'VARCHAR' });
  t.deepEqual(await plainRows(t, `SELECT id, note FROM '${file.path}' ORDER BY id`), [
    { id: 1, note: null },
    { id: 2, note: null },
    { id: 2.5, note: 'late' },
  ]);
});

test('a file name that looks like a pattern is a name', async (t) => {
  const lab = await stageLab(t);
  const named = await lab.write('part[1]*.csv', 'id\n7\n');
  await lab.write('part1x.csv', 'id\n8\n');

  const file = fileOf(await lab.stageOne([named]));

  t.deepEqual(await plainRows(t, `SELECT id FROM '${file.path}'`), [{ id: '7' }]);
});

test('a mix of numbers and text in json becomes text, without quotes', async (t) => {
  const lab = await stageLab(t);
  const files = [
    await lab.write('m.json', '[{"title":300},{"title":"Up"},{"title":null}]', { kind: 'json' }),
  ];

  const file = fileOf(await lab.stageOne(files));

  t.deepEqual(types(file.columns), { title: 'VARCHAR' });
  t.deepEqual(await plainRows(t, `SELECT title FROM '${file.path}'`), [
    { title: '300' },
    { title: 'Up' },
    { title: null },
  ]);
});

test('many json files are inferred over all of them too', async (t) => {
  const lab = await stageLab(t);
  const early = { id: 1, gone: null, mixed: 1, on: '2024-01-01T10:00:00Z', place: { city: 'Brno' } };
  const late = {
    id: 2.5,
    gone: 'back',
    mixed: 'one',
    on: '2024-01-02T10:00:00+02:00',
    place: { city: 'Brno', zip: 1 },
    new: true,
  };
  const files = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      lab.write(`${index}.json`, JSON.stringify(index === 299 ? late : early), { kind: 'json' }),
    ),
  );

  const file = fileOf(await lab.stageOne(files));

  t.deepEqual(types(file.columns), {
    id: 'DOUBLE',
    gone: 'VARCHAR',
    mixed: 'VARCHAR',
    on: 'TIMESTAMP',
    place: 'STRUCT(city VARCHAR, zip BIGINT)',
    new: 'BOOLEAN',
  });
  const [last] = await plainRows(t, `SELECT mixed, "on", gone FROM '${file.path}' WHERE new`);
  t.deepEqual(last, { mixed: 'one', on: '2024-01-02 08:00:00', gone: 'back' });
});

test('types set by hand win over inference, for csv, json and parquet alike', async (t) => {
  const lab = await stageLab(t);
  const format = { types: { ZIP: 'VARCHAR', absent: 'DATE' } };
  const csv = fileOf(
    await lab.stageOne([await lab.write('z.csv', 'zip\n501\n', { kind: 'csv', ...format })]),
  );
  const json = fileOf(
    await lab.stageOne([
      await lab.write('z.json', '[{"zip":501,"on":"2024-01-02"}]', { kind: 'json', ...format }),
    ]),
  );
  await plainRows(t, `COPY (SELECT 501 AS zip) TO '${lab.inputs}/z.parquet' (FORMAT parquet)`);
  const parquet = fileOf(
    await lab.stageOne([{ path: `${lab.inputs}/z.parquet`, format: { kind: 'parquet', ...format } }]),
  );

  t.deepEqual(types(csv.columns), { zip: 'VARCHAR' });
  t.deepEqual(types(json.columns), { zip: 'VARCHAR', on: 'DATE' });
  t.deepEqual(types(parquet.columns), { zip: 'VARCHAR' });
});

test('without inference every column is text as it was written', async (t) => {
  const lab = await stageLab(t);
  const csv = await lab.write('z.csv', 'zip,n\n00501,1.50\n', { kind: 'csv', allText: true });
  const json = await lab.write('z.json', '[{"zip":"00501","n":1.5}]', { kind: 'json', allText: true });

  const file = fileOf(await lab.stageOne([csv, json]));

  t.deepEqual(types(file.columns), { zip: 'VARCHAR', n: 'VARCHAR' });
  t.deepEqual(await plainRows(t, `SELECT * FROM '${file.path}' ORDER BY n`), [
    { zip: '00501', n: '1.5' },
    { zip: '00501', n: '1.50' },
  ]);
});

test('packed text files are read as they are', async (t) => {
  const lab = await stageLab(t);
  const files = [
    await lab.write('a.csv.gz', gzipSync('id\n1\n')),
    await lab.write('b.ndjson.gz', gzipSync('{"id":2}\n'), { kind: 'ndjson' }),
  ];

  const file = fileOf(await lab.stageOne(files));

  t.is(file.rows, 2);
});

test('zstd is unpacked like gzip', async (t) => {
  const lab = await stageLab(t);

  const file = fileOf(await lab.stageOne([await lab.write('a.csv.zst', zstdCompressSync('id\n1\n2\n'))]));

  t.is(file.rows, 2);
});

test('a label says which file a row is of', async (t) => {
  const lab = await stageLab(t);
  const labelled = (value: string) => ({ kind: 'csv', label: { column: '_file', value } }) as const;
  const files = [
    await lab.write('a.csv', 'id\n1\n', labelled("days/it's.csv")),
    await lab.write('b.csv', 'id\n2\n', labelled('days/b.csv')),
  ];

  const file = fileOf(await lab.stageOne(files));

  t.deepEqual(await plainRows(t, `SELECT id::INTEGER AS id, _file FROM '${file.path}' ORDER BY id`), [
    { id: 1, _file: "days/it's.csv" },
    { id: 2, _file: 'days/b.csv' },
  ]);
});

test('files that must be alike and are not fail, with the file that differs', async (t) => {
  const lab = await stageLab(t);
  const strict = { kind: 'csv', sameColumns: true } as const;
  const files = [
    await lab.write('a.csv', 'id,v\n1,x\n', strict),
    await lab.write('b.csv', 'id\n2\n', strict),
  ];

  const error = errorOf(await lab.stageOne(files));

  t.is(error.code, 'files_differ');
  t.regex(error.message, /"b\.csv" has the columns id, and the files before it have id, v/);
});
