import test from 'ava';
import { commonType } from '../../host/extract/worker/common-type.ts';
import { planColumns } from '../../host/extract/worker/plan-columns.ts';
import { modesLab } from './support/modes-lab.ts';
import { errorOf } from './support/stage-lab.ts';

const id = { name: 'id', type: 'BIGINT' };
const v = { name: 'v', type: 'VARCHAR' };
const rules = {
  table: 'orders',
  mode: 'merge',
  onSchemaChange: 'evolve',
  onTypeError: 'evolve',
  accept: false,
} as const;
const typed = (type: string) => [{ name: 'a', type }];
const evolvedTo = (from: string, to: string, more = {}) =>
  planColumns(typed(from), typed(to), { ...rules, ...more }).columns[0]?.type;

test('two types have the narrowest common one that loses nothing', (t) => {
  const cases = [
    ['INTEGER', 'BIGINT', 'BIGINT'],
    ['BIGINT', 'DOUBLE', 'DOUBLE'],
    ['UINTEGER', 'INTEGER', 'BIGINT'],
    ['UBIGINT', 'BIGINT', 'DECIMAL(20,0)'],
    ['DECIMAL(10,2)', 'DECIMAL(12,4)', 'DECIMAL(12,4)'],
    ['DECIMAL(38,0)', 'DECIMAL(38,10)', 'DOUBLE'],
    ['BIGINT', 'DECIMAL(18,2)', 'DECIMAL(21,2)'],
    ['DATE', 'TIMESTAMP', 'TIMESTAMP'],
    ['TIMESTAMP', 'TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE'],
    ['INTEGER[]', 'BIGINT[]', 'BIGINT[]'],
    ['DATE', 'BIGINT', undefined],
    ['BIGINT', 'VARCHAR', undefined],
  ] as const;

  for (const [one, other, common] of cases) {
    t.is(commonType(one, other), common, `${one} ${other}`);
    t.is(commonType(other, one), common, `${other} ${one}`);
  }
});

test('a column that evolves becomes the common type, else text; what always fits is no difference', (t) => {
  t.is(evolvedTo('BIGINT', 'DOUBLE'), 'DOUBLE');
  t.is(evolvedTo('BIGINT', 'VARCHAR'), 'VARCHAR');
  t.is(evolvedTo('DATE', 'BIGINT'), 'VARCHAR');
  t.is(evolvedTo('DATE', 'BIGINT', { mode: 'replace' }), 'BIGINT');
  t.is(planColumns(typed('DOUBLE'), typed('BIGINT'), rules).change, undefined);
  t.is(planColumns(typed('VARCHAR'), typed('DATE'), rules).change, undefined);
});

test('types that have nothing in common do not evolve', (t) => {
  t.throws(() => evolvedTo('STRUCT(a BIGINT)', 'BIGINT'), { code: 'schema_drift' });
  t.throws(() => evolvedTo('BIGINT', 'VARCHAR', { onTypeError: 'freeze' }), { code: 'schema_drift' });
});

test('a frozen table takes no difference, and one somebody has accepted', (t) => {
  const frozen = { ...rules, onSchemaChange: 'freeze' } as const;

  const error = t.throws(() => planColumns([id], [id, v], frozen), { code: 'schema_drift' });
  const accepted = planColumns([id], [id, v], { ...frozen, accept: true });

  t.regex(error?.message ?? '', /"v" \(VARCHAR\) is new/);
  t.deepEqual(accepted.columns, [id, v]);
  t.is(accepted.change?.outcome, 'evolved');
});

test('new columns are null in old rows, and gone ones stay as null in new rows', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ types: [id, v], rows: [{ id: 1, v: 'a' }] });

  const { schemaChange } = await lab.read({
    mode: 'merge',
    types: [id, { name: 'w', type: 'DOUBLE' }],
    rows: [{ id: 2, w: 1.5 }],
  });

  t.deepEqual(await lab.query('SELECT id, v, w FROM orders ORDER BY id'), [
    { id: '1', v: 'a', w: null },
    { id: '2', v: null, w: 1.5 },
  ]);
  t.deepEqual(schemaChange, {
    policy: 'evolve',
    outcome: 'evolved',
    diff: { added: [{ name: 'w', type: 'DOUBLE' }], removed: [v], changed: [] },
  });
});

test('a table that is replaced loses the columns its source has lost', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ types: [id, v], rows: [{ id: 1, v: 'a' }] });
  lab.forgetColumns();

  const { columns, schemaChange } = await lab.read({ types: [id], rows: [{ id: 1 }] });

  t.deepEqual(columns, [id]);
  t.deepEqual(schemaChange?.diff.removed, [v]);
});

test('rows that are published already get the wider type', async (t) => {
  const lab = await modesLab(t);
  const partition = { column: 'part' };
  const part = { name: 'part', type: 'VARCHAR' };
  await lab.read({
    partition,
    types: [id, part],
    rows: [
      { id: 1, part: 'x' },
      { id: 2, part: 'y' },
    ],
  });
  const types = [{ name: 'id', type: 'DOUBLE' }, part];

  const { files } = await lab.read({ partition, mode: 'merge', types, rows: [{ id: 1.5, part: 'x' }] });

  t.is(files.length, 2);
  const all = await lab.query('SELECT typeof(id) AS type, id FROM orders ORDER BY id');
  t.deepEqual(
    all,
    [1, 1.5, 2].map((value) => ({ type: 'DOUBLE', id: value })),
  );
});

test('a table that discards keeps its columns, and counts the values that did not fit', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ types: [id, { name: 'n', type: 'BIGINT' }], rows: [{ id: 1, n: 7 }] });

  const { columns, nulled, schemaChange } = await lab.read({
    onSchemaChange: 'discard',
    types: [id, { name: 'n', type: 'VARCHAR' }, v],
    rows: [
      { id: 1, n: '8', v: 'a' },
      { id: 2, n: 'many', v: 'b' },
    ],
  });

  t.deepEqual(
    columns.map(({ name }) => name),
    ['id', 'n'],
  );
  t.deepEqual(nulled, { n: 1 });
  t.is(schemaChange?.outcome, 'discarded');
  t.deepEqual(await lab.query('SELECT n FROM orders ORDER BY id'), [{ n: '8' }, { n: null }]);
});

test('a frozen table fails with the difference, and its last good data stays', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ types: [id, v], rows: [{ id: 1, v: 'a' }] });

  const staged = await lab.stage({ onSchemaChange: 'freeze', types: [id], rows: [{ id: 2 }] });

  t.deepEqual([errorOf(staged).code, Object(staged).schemaChange.outcome], ['schema_drift', 'held']);
  t.deepEqual(Object(staged).schemaChange.diff, { added: [], changed: [], removed: [v] });
  t.deepEqual(await lab.all(), ['1a']);
});

const numbers = `id,n\n${Array.from({ length: 25_000 }, (_, index) => `${index},${index}\n`).join('')}`;

test('a value that does not fit makes its column wider, becomes null, or fails with its place', async (t) => {
  const lab = await modesLab(t);
  const files = [await lab.write('n.csv', `${numbers}90001,many\n`, { kind: 'csv' })];
  const halves = [await lab.write('h.csv', `${numbers}90001,9e30\n`, { kind: 'csv' })];

  const wider = await lab.read({ files });
  const fraction = await lab.read({ files: halves, acceptSchema: true });
  const nulled = await lab.read({ files, onTypeError: 'discard', acceptSchema: true });
  const failed = errorOf(await lab.stage({ files, onTypeError: 'freeze' }));

  t.is(wider.columns[1]?.type, 'VARCHAR');
  t.is(fraction.columns[1]?.type, 'DOUBLE');
  t.deepEqual([nulled.columns[1]?.type, nulled.nulled], ['BIGINT', { n: 1 }]);
  t.is(nulled.rows, 25_001);
  t.regex(failed.message, /n\.csv, line 25002/);
});

test('a fraction among whole numbers is never rounded, however far behind the sample', async (t) => {
  const lab = await modesLab(t);
  const files = [await lab.write('f.csv', `${numbers}90001,7.0\n90002,0.5\n`, { kind: 'csv' })];
  const failed = errorOf(await lab.stage({ files, onTypeError: 'freeze' }));
  const wider = await lab.read({ files, acceptSchema: true });

  t.regex(failed.message, /f\.csv, line 25003: .*"n" is BIGINT.*0\.5/);
  t.is(wider.columns[1]?.type, 'DOUBLE');
  t.deepEqual(await lab.query('SELECT n FROM orders WHERE id > 90000 ORDER BY id'), [{ n: 7 }, { n: 0.5 }]);
});

test('values of declared columns and of json follow the same policy', async (t) => {
  const lab = await modesLab(t);
  const types = [id, { name: 'on', type: 'DATE' }];
  const rows = [
    { id: 1, on: '2027-01-01' },
    { id: 2, on: 'soon' },
  ];

  const discarded = await lab.read({ types, rows, onTypeError: 'discard' });
  const evolved = await lab.read({ types, rows, acceptSchema: true });

  t.deepEqual(discarded.nulled, { on: 1 });
  t.is(evolved.columns[1]?.type, 'VARCHAR');
  t.deepEqual(await lab.query('SELECT "on" FROM orders ORDER BY id'), [{ on: '2027-01-01' }, { on: 'soon' }]);
});
