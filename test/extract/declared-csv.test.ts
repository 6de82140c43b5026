import { gzipSync } from 'node:zlib';
import type { FileFormat } from '@agnes/sdk';
import test from 'ava';
import type { InputFile } from '../../host/extract/input-file.ts';
import type { TableInput } from '../../host/extract/take-in-messages.ts';
import { plainRows } from './support/plain-duckdb.ts';
import { dataOf, errorOf, fileOf, stageLab } from './support/stage-lab.ts';

const columns = [
  { name: 'id', type: 'INTEGER' },
  { name: 'note', type: 'VARCHAR' },
  { name: 'at', type: 'TIMESTAMP' },
];

const tableOf = (name: string, files: readonly InputFile[], more: Partial<TableInput> = {}): TableInput => ({
  id: name,
  name,
  files,
  primaryKey: [],
  ...more,
});

test('declared columns tell NULL and an empty text apart, in slices that are packed or empty', async (t) => {
  const lab = await stageLab(t);
  const copy = { kind: 'csv', columns, dialect: 'copy' } as const;
  const text = { kind: 'csv', columns, compression: 'gzip' } as const;

  const [copied, sliced] = await lab.stage([
    tableOf('copied', [
      await lab.write('copied', '1,,2024-01-02 03:04:05.678901\n2,"",\n3,"a ""b""\n,c",\n', copy),
    ]),
    tableOf('sliced', [
      await lab.write('s1', gzipSync('"1","",""\n"2","x","2024-01-02T12:00:00+02:00"\n'), text),
      await lab.write('s2', gzipSync(''), text),
      await lab.write('s3', gzipSync('"","y",\n'), text),
      await lab.write('s4', '', text),
    ]),
  ]);
  if (!copied || !sliced) return t.fail();

  const rows = (path: string) =>
    plainRows(t, `SELECT id, note, "at"::VARCHAR AS "at" FROM '${path}' ORDER BY note, id`);
  t.deepEqual(await rows(fileOf(copied).path), [
    { id: 2, note: '', at: null },
    { id: 3, note: 'a "b"\n,c', at: null },
    { id: 1, note: null, at: '2024-01-02 03:04:05.678901' },
  ]);
  t.deepEqual(await rows(fileOf(sliced).path), [
    { id: 1, note: '', at: null },
    { id: 2, note: 'x', at: '2024-01-02 10:00:00' },
    { id: null, note: 'y', at: null },
  ]);
});

test('every declared type keeps its value; a table without a row keeps its columns', async (t) => {
  const lab = await stageLab(t);
  const all = [
    { name: 'b', type: 'BLOB' },
    { name: 'l', type: 'BIGINT[]' },
    { name: 's', type: 'VARCHAR[]' },
    { name: 'z', type: 'TIMESTAMP[]' },
    { name: 'j', type: 'JSON' },
    { name: 'd', type: 'DECIMAL(20,2)' },
    { name: 'h', type: 'HUGEINT' },
    { name: 'u', type: 'TIMESTAMPTZ' },
  ];
  const line =
    'AP8=,"[1,null]","[""a,b"",""null""]","[""2024-01-02T12:00:00+02:00""]","{""k"":[1]}",12.50,7,2024-01-02 12:00:00+02\n';
  const format = { kind: 'csv', columns: all, dialect: 'copy' } as const;

  const [full, empty] = await lab.stage([
    tableOf('full', [await lab.write('full', line, format)]),
    tableOf('empty', [await lab.write('empty', '', format)]),
  ]);
  if (!full || !empty) return t.fail();

  const [row] = await plainRows(
    t,
    `SELECT hex(b) AS b, l::VARCHAR AS l, s::VARCHAR AS s, z::VARCHAR AS z, j, d::VARCHAR AS d, h::VARCHAR AS h,
      epoch(u) AS u FROM '${fileOf(full).path}'`,
  );
  t.deepEqual(row, {
    b: '00FF',
    l: '[1, NULL]',
    s: "['a,b', 'null']",
    z: "['2024-01-02 10:00:00']",
    j: '{"k":[1]}',
    d: '12.50',
    h: '7',
    u: 1704189600,
  });
  t.deepEqual(fileOf(empty).columns, fileOf(full).columns);
  t.is(fileOf(empty).rows, 0);
});

test('a declared value that does not fit widens its column, becomes null, or fails with its line', async (t) => {
  const lab = await stageLab(t);
  const format: FileFormat = { kind: 'csv', columns };
  const files = [await lab.write('half', '1,a,\n2.5,,\n,,\n', format)];
  const wrong = [await lab.write('wrong', '1,a,\n2,b,yesterday\n', { ...format, dialect: 'copy' })];

  const [wider, nulled, frozen, text, strict, strange] = await lab.stage([
    tableOf('wider', files, { onTypeError: 'evolve' }),
    tableOf('nulled', files, { onTypeError: 'discard' }),
    tableOf('frozen', files, { onTypeError: 'freeze' }),
    tableOf('text', wrong, { onTypeError: 'evolve' }),
    tableOf('strict', wrong, { onTypeError: 'freeze' }),
    tableOf('strange', [
      { path: wrong[0]?.path ?? '', format: { kind: 'csv', columns: [{ name: 'x', type: "INT'" }] } },
    ]),
  ]);
  if (!wider || !nulled || !frozen || !text || !strict || !strange) return t.fail();

  t.deepEqual(await plainRows(t, `SELECT id, note FROM '${fileOf(wider).path}'`), [
    { id: 1, note: 'a' },
    { id: 2.5, note: '' },
    { id: null, note: '' },
  ]);
  t.deepEqual(dataOf(nulled).nulled, { id: 1 });
  t.regex(errorOf(frozen).message, /half, line 2: column "id" is INTEGER, and the value is 2\.5/);
  t.deepEqual(fileOf(text).columns[2], { name: 'at', type: 'VARCHAR' });
  t.regex(errorOf(strict).message, /wrong, line 2/);
  t.is(errorOf(strange).code, 'bad_column_type');
});

test('a line break inside the first value is not taken for the end of the lines', async (t) => {
  const lab = await stageLab(t);
  const two = columns.slice(0, 2);
  const lines = '1,"a\r\nb"\n2,"c"\n';

  const staged = await lab.stage([
    tableOf('text', [await lab.write('text', lines, { kind: 'csv', columns: two, csv: { new_line: '\n' } })]),
    tableOf('copy', [await lab.write('copy', lines, { kind: 'csv', columns: two, dialect: 'copy' })]),
  ]);

  for (const table of staged) {
    const rows = await plainRows(t, `SELECT note FROM '${fileOf(table).path}' ORDER BY id`);
    t.deepEqual(rows, [{ note: 'a\r\nb' }, { note: 'c' }]);
  }
});
