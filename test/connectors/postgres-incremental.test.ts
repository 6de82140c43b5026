import { readFile } from 'node:fs/promises';
import { likeWhole } from '../support/like-whole.ts';
import { live, planned, postgresLab, server } from './support/postgres-lab.ts';

const incremental = { strategy: 'incremental', primaryKey: ['id'] } as const;

live('a value that is no moment and no number moves no cursor', async (t) => {
  const lab = await postgresLab(t);
  await server().run(`
    CREATE TABLE odd (id int PRIMARY KEY, day date, at timestamptz, n numeric, d float8);
    INSERT INTO odd VALUES (1, '2024-01-01', '2024-01-01Z', 1, 1), (2, '2024-01-02', '2024-01-02Z', 2, 2),
      (3, 'infinity', 'infinity', 'NaN', 'NaN'), (4, '-infinity', '-infinity', 'Infinity', 'Infinity');
    GRANT SELECT ON odd TO reader`);
  const cursorBy = async (cursorColumn: string, where = {}) => {
    const read = await lab.read([planned('odd', { ...incremental, cursorColumn, ...where })]);
    return read.tables['odd']?.state;
  };
  const odd = [{ column: 'id', operator: 'ge', values: [3] }];

  t.deepEqual(await cursorBy('day'), { cursor: '2024-01-02' });
  t.deepEqual(await cursorBy('at'), { cursor: '2024-01-02 00:00:00+00' });
  t.deepEqual(await cursorBy('n'), { cursor: '2' });
  t.deepEqual(await cursorBy('d'), { cursor: '2' });
  t.is(await cursorBy('at', { whereFilters: odd }), null);
});

live('the lag of a cursor that counts is a number', async (t) => {
  const lab = await postgresLab(t);
  const table = { ...incremental, cursorColumn: 'seq', lagCount: 3, fullRefresh: false } as const;

  const read = await lab.read([
    planned('orders', { ...table, state: { cursor: '99' } }),
    planned('orders', {
      ...table,
      id: 'timed',
      name: 'timed',
      cursorColumn: 'changed',
      state: { cursor: '2024-01-01' },
    }),
  ]);

  t.deepEqual(
    await lab.rows(read.tables['orders'], 'id'),
    [96, 97, 98, 99, 100].map((id) => ({ id })),
  );
  t.is(read.tables['timed']?.error?.code, 'config_error');
  t.regex(
    read.tables['timed']?.error?.message ?? '',
    /"lag" of "timed" is a number, and "changed" is a time/,
  );
});

live('where the keys are to be compared, those of all rows come beside what has changed', async (t) => {
  const lab = await postgresLab(t);
  const compared = planned('orders', {
    ...incremental,
    cursorColumn: 'seq',
    compareKeys: true,
    fullRefresh: false,
    state: { cursor: '98' },
    whereFilters: [{ column: 'id', operator: 'ge', values: [96] }],
  });

  const read = await lab.read([compared, planned('large', { ...incremental, compareKeys: true })]);

  const { keys, mode } = read.tables['orders'] ?? {};
  t.is(mode, 'merge');
  t.deepEqual(
    await lab.rows(read.tables['orders'], 'id'),
    [98, 99, 100].map((id) => ({ id })),
  );
  t.is(await readFile(keys?.path ?? '', 'utf8'), '96\n97\n98\n99\n100\n');
  likeWhole(t, keys?.format, { kind: 'csv', columns: [{ name: 'id', type: 'INTEGER' }] });
  t.is(read.tables['large']?.keys, undefined);
});
