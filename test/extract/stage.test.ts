import test from 'ava';
import { plainRows } from './support/plain-duckdb.ts';
import { errorOf, fileOf, stageLab } from './support/stage-lab.ts';

const types = (columns: readonly { readonly name: string; readonly type: string }[]) =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]));

const everyType = [
  { name: 'b', type: 'BOOLEAN' },
  { name: 'i', type: 'BIGINT' },
  { name: 'h', type: 'HUGEINT' },
  { name: 'd', type: 'DOUBLE' },
  { name: 'm', type: 'DECIMAL(18,2)' },
  { name: 's', type: 'VARCHAR' },
  { name: 'x', type: 'BLOB' },
  { name: 'on', type: 'DATE' },
  { name: 'ts', type: 'TIMESTAMP' },
  { name: 'tz', type: 'TIMESTAMPTZ' },
  { name: 'u', type: 'UUID' },
  { name: 'j', type: 'JSON' },
  { name: 'l', type: 'BIGINT[]' },
];
const everyValue = {
  b: true,
  i: '9007199254740993',
  h: '170141183460469231731687303715884105',
  d: 'NaN',
  m: '12.30',
  s: 'é\n"',
  x: 'aGk=',
  on: '2024-02-29',
  ts: '2024-01-01T00:00:00+02:00',
  tz: '2024-01-01T00:00:00+02:00',
  u: '5e3a1a6e-0000-4000-8000-000000000000',
  j: { k: [1] },
  l: [1, null],
  undeclared: 1,
};

test('rows get exactly the declared columns, whatever they hold', async (t) => {
  const lab = await stageLab(t);
  const lines = `${JSON.stringify(everyValue)}\n{}\n`;

  const file = fileOf(
    await lab.stageOne([await lab.write('r.ndjson', lines, { kind: 'rows', columns: everyType })]),
  );

  t.is(file.rows, 2);
  t.deepEqual(types(file.columns), {
    ...types(everyType),
    h: 'DECIMAL(38,0)',
    tz: 'TIMESTAMP WITH TIME ZONE',
  });
  const [first] = await plainRows(
    t,
    `SELECT i, h, d, m, s, decode(x) AS x, ts, epoch_ms(tz) AS tz, j, l FROM '${file.path}' WHERE b`,
  );
  t.deepEqual(first, {
    i: '9007199254740993',
    h: '170141183460469231731687303715884105',
    d: 'NaN',
    m: '12.30',
    s: 'é\n"',
    x: 'hi',
    ts: '2023-12-31 22:00:00',
    tz: String(Date.UTC(2023, 11, 31, 22)),
    j: '{"k":[1]}',
    l: ['1', null],
  });
});

test('an empty table is one with columns and without rows', async (t) => {
  const lab = await stageLab(t);
  const columns = [{ name: 'id', type: 'BIGINT' }];

  const file = fileOf(await lab.stageOne([await lab.write('r.ndjson', '', { kind: 'rows', columns })]));

  t.is(file.rows, 0);
  t.deepEqual(file.columns, columns);
});

test('files of several formats make one table', async (t) => {
  const lab = await stageLab(t);
  const files = [
    await lab.write('a.csv', 'id,name\n1,ann\n'),
    await lab.write('b.json', '{"id":2,"name":"bob"}', { kind: 'json' }),
    await lab.write('empty.csv', ''),
  ];

  const file = fileOf(await lab.stageOne(files, ['id']));

  t.deepEqual(await plainRows(t, `SELECT * FROM '${file.path}' ORDER BY id`), [
    { id: '1', name: 'ann' },
    { id: '2', name: 'bob' },
  ]);
});

test('the same input gives the same bytes', async (t) => {
  const lab = await stageLab(t);
  const rows = Array.from({ length: 300_000 }, (_, index) => `${index},name ${(index * 7919) % 10_007}`);
  const files = [await lab.write('a.csv', `id,name\n${rows.join('\n')}\n`)];

  const first = fileOf(await lab.stageOne(files));
  const second = fileOf(await lab.stageOne(files));

  t.is(second.sha256, first.sha256);
});

test('the hashes are those of the file', async (t) => {
  const lab = await stageLab(t);

  const file = fileOf(await lab.stageOne([await lab.write('a.csv', 'id\n1\n')]));

  const [row] = await plainRows(
    t,
    `SELECT sha256(content) AS s, md5(content) AS m, size FROM read_blob('${file.path}')`,
  );
  t.deepEqual(row, { s: file.sha256, m: file.md5, size: String(file.sizeBytes) });
});

test('a column type that is no type is refused, not put into SQL', async (t) => {
  const lab = await stageLab(t);
  const columns = [{ name: 'id', type: "BIGINT'); DROP TABLE x; --" }];

  const error = errorOf(await lab.stageOne([await lab.write('r.ndjson', '{}\n', { kind: 'rows', columns })]));

  t.is(error.code, 'bad_column_type');
});
