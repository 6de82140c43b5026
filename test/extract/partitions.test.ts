import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { modesLab, order } from './support/modes-lab.ts';
import { errorOf } from './support/stage-lab.ts';

test('appended rows are a part beside the published ones, and many small parts become one file', async (t) => {
  const lab = await modesLab(t);
  const first = await lab.read({ mode: 'append', rows: [order(0)] });
  const second = await lab.read({ mode: 'append', rows: [order(1)] });
  for (const id of [2, 3, 4, 5, 6, 7]) await lab.read({ mode: 'append', rows: [order(id)] });
  const scattered = lab.base;

  const ninth = await lab.read({ mode: 'append', rows: [order(8)] });

  t.deepEqual(
    first.files.map(({ part }) => part),
    [''],
  );
  t.deepEqual(
    second.files.map(({ part }) => part),
    ['000000', '000001'],
  );
  t.is(second.files[0]?.path, first.files[0]?.path);
  t.is(scattered.length, 8);
  t.is(ninth.files.length, 1);
  t.deepEqual(await lab.query('SELECT count(*) AS n, sum(id) AS s FROM orders'), [{ n: '9', s: '36' }]);
});

test('a file that names its part replaces that part, and an empty one takes it away', async (t) => {
  const lab = await modesLab(t);
  const file = async (part: string, text: string) => ({
    ...(await lab.write('part.csv', text, { kind: 'csv' })),
    part,
  });
  const read = { mode: 'append', primaryKey: [] } as const;
  await lab.read({ ...read, files: [await file('a.csv', 'id,v\n1,a\n'), await file('../b', 'id,v\n2,a\n')] });

  const { files } = await lab.read({ ...read, files: [await file('a.csv', 'id,v\n3,a\n')] });
  await lab.read({ ...read, files: [await file('../b', 'id,v\n')] });

  t.is(files.length, 2);
  t.deepEqual(await lab.all(), ['3a']);
  t.deepEqual(
    lab.base.map(({ part }) => part),
    ['a.csv'],
  );
});

test('a table is cut by month, and rows without a time have a part of their own', async (t) => {
  const lab = await modesLab(t);
  const partition = { column: 'day' } as const;

  const { files } = await lab.read({
    partition,
    rows: [order(1), order(2, { day: '2027-02-03' }), { id: 3, v: 'a' }],
  });

  t.deepEqual(
    files.map(({ part }) => part),
    ['2027-01', '2027-02', '__null__'],
  );
  t.regex(files[0]?.path ?? '', /^data\/orders\/2027-01\.[0-9a-f]{12}\.parquet$/);
  t.deepEqual(await lab.all(), ['1a', '2a', '3a']);
});

test('only the parts that are touched are written again, and a row that moves leaves its old part', async (t) => {
  const lab = await modesLab(t);
  const partition = { column: 'day', granularity: 'day' } as const;
  const rows = [order(1), order(2, { day: '2027-01-02' }), order(3, { day: '2027-01-03' })];
  const before = await lab.read({ partition, rows });

  const after = await lab.read({
    partition,
    mode: 'merge',
    rows: [order(1, { v: 'moved', seq: 2, day: '2027-01-02' })],
  });

  t.deepEqual(
    after.files.map(({ part }) => part),
    ['2027-01-02', '2027-01-03'],
  );
  t.is(after.files[1]?.path, before.files[2]?.path);
  t.not(after.files[0]?.path, before.files[1]?.path);
  t.deepEqual(await lab.all(), ['1moved', '2a', '3a']);
});

test('deleting every row of a table in parts leaves an empty table with its columns', async (t) => {
  const lab = await modesLab(t);
  const partition = { column: 'day' } as const;
  await lab.read({ partition, rows: [order(1)] });

  const { files } = await lab.read({ partition, mode: 'merge', deletes: [{ id: '1' }] });

  likeWhole(t, files, [{ part: '', rows: 0 }]);
  t.deepEqual(await lab.query('SELECT count(day) AS n FROM orders'), [{ n: '0' }]);
});

test('whatever a value is, the part it names is a file below the folder of the table', async (t) => {
  const lab = await modesLab(t);
  const values = ['../../etc', 'a b', '', '__null__', 'ü', 'x'.repeat(300), '.hidden'];

  const { files } = await lab.read({
    partition: { column: 'v' },
    rows: values.map((v, id) => order(id, { v })),
  });

  t.is(new Set(files.map(({ part }) => part)).size, values.length);
  t.true(files.every(({ path }) => /^data\/orders\/[A-Za-z0-9_][A-Za-z0-9_.-]*\.parquet$/.test(path)));
  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '7' }]);
});

test('a table in too many parts fails and says how many there may be', async (t) => {
  const lab = await modesLab(t);
  const rows = Array.from({ length: 5001 }, (_, id) => order(id));

  const error = errorOf(await lab.stage({ partition: { column: 'id' }, rows }));

  t.is(error.code, 'too_many_partitions');
});

test('a column that cannot cut the table is named', async (t) => {
  const lab = await modesLab(t);

  const missing = errorOf(await lab.stage({ partition: { column: 'nope' }, rows: [order(1)] }));
  const timeless = errorOf(
    await lab.stage({ partition: { column: 'id', granularity: 'month' }, rows: [order(1)] }),
  );

  t.deepEqual([missing.code, timeless.code], ['bad_partition', 'bad_partition']);
});

test('rows appended to a table in parts go into their parts', async (t) => {
  const lab = await modesLab(t);
  const partition = { column: 'day' } as const;
  const before = await lab.read({ partition, rows: [order(1), order(2, { day: '2027-02-01' })] });

  const after = await lab.read({ partition, mode: 'append', rows: [order(3)] });

  t.is(after.files[1]?.path, before.files[1]?.path);
  t.deepEqual(await lab.all(), ['1a', '2a', '3a']);
});

test('a part that is gone goes, alone or beside new ones, and the last one leaves an empty table', async (t) => {
  const lab = await modesLab(t);
  const file = async (part: string, text: string) => ({
    ...(await lab.write(`${part}.csv`, text, { kind: 'csv' })),
    part,
  });
  await lab.read({ primaryKey: [], files: [await file('a', 'id,v\n1,a\n'), await file('b', 'id,v\n2,b\n')] });

  await lab.read({ mode: 'append', primaryKey: [], gone: ['a'], files: [await file('c', 'id,v\n3,c\n')] });
  t.deepEqual(await lab.all(), ['2b', '3c']);

  await lab.read({ mode: 'append', primaryKey: [], gone: ['b', 'never there'], files: [] });
  t.deepEqual(await lab.all(), ['3c']);

  const { files } = await lab.read({ mode: 'append', primaryKey: [], gone: ['c'], files: [] });
  likeWhole(t, files, [{ part: '', rows: 0 }]);
});
