import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { modesLab, order } from './support/modes-lab.ts';
import { errorOf } from './support/stage-lab.ts';

test('a merge keeps old rows, takes new versions and applies delete markers last', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ rows: [order(1), order(2), order(3)] });

  const { rows } = await lab.read({
    mode: 'merge',
    rows: [order(2, { v: 'b' }), order(4), order(5)],
    deletes: [{ id: '3' }, { id: 5 }, { id: '99' }],
  });

  t.is(rows, 3);
  t.deepEqual(await lab.all(), ['1a', '2b', '4a']);
});

test('of rows with one key in one read the last by the cursor counts, then the last that arrived', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ rows: [order(1)] });

  await lab.read({
    mode: 'merge',
    cursorColumn: 'seq',
    rows: [
      order(1, { v: 'new', seq: 9 }),
      order(1, { v: 'old', seq: 3 }),
      order(2, { v: 'first', seq: 4 }),
      order(2, { v: 'last', seq: 4 }),
    ],
  });

  t.deepEqual(await lab.all(), ['1new', '2last']);
});

test('an incremental table that is read whole takes the last of each key as well', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ rows: [order(7)] });

  await lab.read({ lastWins: true, rows: [order(1, { v: 'x' }), order(2), order(1, { v: 'y' })] });

  t.deepEqual(await lab.all(), ['1y', '2a']);
});

test('delete markers may come alone', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ rows: [order(1), order(2)] });

  await lab.read({ mode: 'merge', deletes: [{ id: '1' }] });

  t.deepEqual(await lab.all(), ['2a']);
});

test('a merge that brings nothing leaves every file where it is', async (t) => {
  const lab = await modesLab(t);
  const first = await lab.read({ rows: [order(1)] });

  const second = await lab.read({ mode: 'merge', rows: [] });

  t.is(second.outcome, 'unchanged');
  t.deepEqual(second.files, first.files);
});

test('a merge that brings the same rows again is unchanged, whole and in parts', async (t) => {
  const lab = await modesLab(t);
  const rows = [order(1), order(2, { day: '2027-02-01', v: null })];
  const partition = { column: 'day' };
  await lab.read({ rows });

  const whole = await lab.read({ mode: 'merge', rows: [order(1)], deletes: [{ id: '9' }] });
  const first = await lab.read({ rows, partition });
  const parts = await lab.read({ mode: 'merge', partition, rows });
  const other = await lab.read({
    mode: 'merge',
    partition,
    rows: [order(1), order(2, { day: '2027-02-01' })],
  });

  const swapped = await lab.read({ mode: 'merge', rows: [order(3)], deletes: [{ id: '2' }] });
  t.deepEqual([swapped.outcome, swapped.rows], ['published', 2]);
  t.deepEqual([whole.outcome, parts.outcome, other.outcome], ['unchanged', 'unchanged', 'published']);
  t.is(other.files[0]?.path, first.files[0]?.path);
  t.deepEqual(await lab.all(), ['1a', '3a']);
});

test('a row without its key fails the merge, and so does a delete marker', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ rows: [order(1)] });

  const row = errorOf(await lab.stage({ mode: 'merge', rows: [{ v: 'x' }] }));
  const marker = errorOf(await lab.stage({ mode: 'merge', deletes: [{}] }));

  t.deepEqual([row.code, marker.code], ['null_key', 'null_key']);
});

test('a merge needs a key', async (t) => {
  const lab = await modesLab(t);

  const error = errorOf(await lab.stage({ mode: 'merge', primaryKey: [], rows: [order(1)] }));

  t.is(error.code, 'merge_needs_key');
});

test('a base that is damaged or gone fails the table and says what comes next', async (t) => {
  const lab = await modesLab(t);
  const { files } = await lab.read({ rows: [order(1), order(2)] });
  const [path = ''] = files.map((file) => join(lab.extractDir, file.path));
  await rm(path);

  const gone = errorOf(await lab.stage({ mode: 'merge', rows: [order(3)] }));
  await writeFile(path, Buffer.alloc(files[0]?.sizeBytes ?? 0, 'x'));
  const damaged = errorOf(await lab.stage({ mode: 'merge', rows: [order(3)] }));

  t.deepEqual([gone.code, damaged.code], ['base_damaged', 'base_damaged']);
  t.regex(damaged.remedy, /next run reads the table whole/);
});

test('bytes that rotted in the base are noticed although the engine reads them', async (t) => {
  const lab = await modesLab(t);
  const { files } = await lab.read({ rows: [order(1), order(2)] });
  const rotten = [{ ...files[0], sha256: '0'.repeat(64) }] as typeof files;

  const error = errorOf(await lab.stage({ mode: 'merge', rows: [order(3)], base: { parts: rotten } }));

  t.is(error.code, 'base_damaged');
});

test('a key that is published already cannot be appended', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ mode: 'append', rows: [order(1)] });

  const error = errorOf(await lab.stage({ mode: 'append', rows: [order(1)] }));

  t.is(error.code, 'duplicate_key');
});

test('only the columns of the table are taken', async (t) => {
  const lab = await modesLab(t);

  const { columns } = await lab.read({ columns: ['ID', 'v'], rows: [order(1)] });
  const error = errorOf(await lab.stage({ columns: ['nope'], rows: [order(1)] }));

  t.deepEqual(
    columns.map(({ name }) => name),
    ['id', 'v'],
  );
  t.is(error.code, 'missing_columns');
});

test('figures of columns are exact, and times are ISO text', async (t) => {
  const lab = await modesLab(t);
  const types = [
    { name: 'id', type: 'BIGINT' },
    { name: 'at', type: 'TIMESTAMPTZ' },
  ];
  const rows = [{ id: 1, at: '2027-01-01T10:00:00+02:00' }, { id: 2 }, { id: 2, at: '2027-01-02T00:00:00Z' }];

  const { measured } = await lab.read({ types, rows, primaryKey: [], measure: ['id', 'at', 'nope'] });

  t.deepEqual(measured, {
    id: { nulls: 0, distinct: 2, min: '1', max: '2' },
    at: { nulls: 1, distinct: 2, min: '2027-01-01T08:00:00.000Z', max: '2027-01-02T00:00:00.000Z' },
  });
});
