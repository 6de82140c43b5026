import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { errorOf, fileOf, stageLab } from './support/stage-lab.ts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');

test('a value that does not fit its column is named by file and line', async (t) => {
  const lab = await stageLab(t);
  const files = [
    await lab.write('good.csv', 'id,v\n1,x\n'),
    await lab.write('bad.csv', `id,v\n${lines(30_000, (index) => `${index},x`)}nope,y\n`),
  ];

  const error = errorOf(await lab.stageOne(files));

  t.is(error.code, 'bad_row');
  t.regex(error.message, /^bad\.csv, line 30002: .*"id".*nope/);
  t.false(error.retryable);
});

test('a line with a column too many is named, however small the file', async (t) => {
  const lab = await stageLab(t);

  const error = errorOf(await lab.stageOne([await lab.write('ragged.csv', 'id,v\n1,x\n2,y,z,w\n3,z\n')]));

  t.is(error.code, 'bad_row');
  t.regex(error.message, /^ragged\.csv, line 3: /);
});

test('a row that does not fit its declared column is named by file and line', async (t) => {
  const lab = await stageLab(t);
  const columns = [{ name: 'id', type: 'BIGINT' }];
  const rows = '{"id":1}\n{"id":"two"}\n';

  const error = errorOf(
    await lab.stageOne([await lab.write('rows.ndjson', rows, { kind: 'rows', columns })]),
  );

  t.regex(error.message, /^rows\.ndjson, line 2: .*two/);
});

test('json that ends early is named by its place', async (t) => {
  const lab = await stageLab(t);

  const error = errorOf(
    await lab.stageOne([await lab.write('cut.json', '[{"a":1},{"a":2', { kind: 'json' })]),
  );

  t.is(error.code, 'bad_row');
  t.regex(error.message, /^cut\.json, line \d+: /);
});

test('a file that is no parquet is unreadable, and the message holds no path of the server', async (t) => {
  const lab = await stageLab(t);

  const error = errorOf(await lab.stageOne([await lab.write('p.parquet', 'garbage', { kind: 'parquet' })]));

  t.is(error.code, 'unreadable_input');
  t.regex(error.message, /p\.parquet/);
  t.false(error.message.includes(lab.inputs));
});

test('absent, empty and unreadable are three different results', async (t) => {
  const lab = await stageLab(t);
  const absent = { path: join(lab.inputs, 'nope.csv'), format: { kind: 'csv' } } as const;

  const codes = [
    errorOf(await lab.stageOne([])).code,
    errorOf(await lab.stageOne([absent])).code,
    errorOf(await lab.stageOne([await lab.write('empty.csv', '')])).code,
  ];

  t.deepEqual(codes, ['no_files', 'file_refused', 'empty_file']);
});

test('a file outside the granted folders is refused, straight or by a link', async (t) => {
  const lab = await stageLab(t);
  const outside = join(lab.scratch, '..', 'secret.csv');
  await writeFile(outside, 'id\n1\n');
  await symlink(outside, join(lab.inputs, 'link.csv'));
  await mkdir(join(lab.inputs, 'folder.csv'));
  const ask = async (path: string) => errorOf(await lab.stageOne([{ path, format: { kind: 'csv' } }]));

  t.is((await ask(outside)).code, 'file_refused');
  t.is((await ask(join(lab.inputs, 'link.csv'))).code, 'file_refused');
  t.is((await ask(join(lab.inputs, 'folder.csv'))).code, 'file_refused');
});

test('a key must be there, filled and unique', async (t) => {
  const lab = await stageLab(t);
  const files = [await lab.write('k.csv', 'id,part,v\n1,a,x\n1,b,x\n1,b,y\n2,,z\n')];

  const missing = errorOf(await lab.stageOne(files, ['nope']));
  const empty = errorOf(await lab.stageOne(files, ['part']));
  const doubled = errorOf(await lab.stageOne(files, ['id', 'v']));

  t.deepEqual([missing.code, empty.code, doubled.code], ['missing_key', 'null_key', 'duplicate_key']);
  t.regex(doubled.message, /^1 values of the key \(id, v\)/);
});

test('a name that is no identifier never becomes a file name', async (t) => {
  const lab = await stageLab(t);
  const files = [await lab.write('a.csv', 'id\n1\n')];

  const [escaped, reserved] = await lab.stage([
    { id: 'a', name: '../escaped', files, primaryKey: [] },
    { id: 'b', name: '_meta', files, primaryKey: [] },
  ]);

  t.is(escaped && errorOf(escaped).code, 'bad_name');
  t.is(reserved && errorOf(reserved).code, 'bad_name');
});

test('an option of csv files that nobody knows is refused, not put into SQL', async (t) => {
  const lab = await stageLab(t);
  const format = { kind: 'csv', csv: { 'delim = 1); SELECT (1': 'x' } } as const;

  const error = errorOf(await lab.stageOne([await lab.write('a.csv', 'id\n1\n', format)]));

  t.is(error.code, 'bad_csv_option');
});

test('a bad table beside a good one costs the bad one only', async (t) => {
  const lab = await stageLab(t);
  const good = [await lab.write('good.csv', 'id\n1\n')];
  const bad = [await lab.write('bad.json', '{', { kind: 'json' })];

  const [first, second] = await lab.stage([
    { id: 'bad', name: 'bad', files: bad, primaryKey: [] },
    { id: 'good', name: 'good', files: good, primaryKey: [] },
  ]);

  t.is(first?.status, 'failed');
  t.is(second && fileOf(second).rows, 1);
});

test('a table that ends the process fails alone, and the next one is tried in a new process', async (t) => {
  const lab = await stageLab(t);
  const unreadable = [await lab.write('bad.json', '{', { kind: 'json' })];
  const deadly = [await lab.write('good.csv', 'id\n1\n')];

  const staged = await lab.stage(
    [
      { id: 'a', name: 'a', files: deadly, primaryKey: [] },
      { id: 'b', name: 'b', files: unreadable, primaryKey: [] },
    ],
    'takein.written',
  );

  t.deepEqual(
    staged.map((one) => errorOf(one).code),
    ['take_in_crashed', 'bad_row'],
  );
});

test('a cancelled take-in ends with the reason of the cancel', async (t) => {
  const lab = await stageLab(t);
  const { stageTables, takeInLimits } = await import('../../host/extract/take-in-process.ts');
  const tables = [{ id: 'a', name: 'a', files: [await lab.write('a.csv', 'id\n1\n')], primaryKey: [] }];
  const request = {
    command: 'stage',
    scratch: lab.scratch,
    allowedPaths: [lab.inputs],
    tables,
    limits: takeInLimits,
  } as const;

  await t.throwsAsync(stageTables(request, AbortSignal.abort(new Error('enough'))), { message: 'enough' });
  // More than a socket holds: the process is gone before all of it is written.
  const wide = { ...request, tables: [{ id: 'a', name: 'a'.repeat(4_000_000), files: [], primaryKey: [] }] };
  await t.throwsAsync(stageTables(wide, AbortSignal.abort(new Error('enough'))), { message: 'enough' });
});
