import { readFile } from 'node:fs/promises';
import connector from '../../plugins/connector-postgres/connector.ts';
import { contextOf, live, planned, postgresLab, server } from './support/postgres-lab.ts';
import { everything, nothing } from './support/postgres-types.ts';

for (const driver of ['copy', 'cursor'] as const) {
  live(
    `every type keeps its values through ${driver}; what no type holds becomes NULL and is counted`,
    async (t) => {
      const lab = await postgresLab(t);

      const read = await lab.read([planned('types')], { driver });

      const [full, empty, odd] = await lab.rows(read.tables['types']);
      t.deepEqual(full, everything);
      t.deepEqual(empty, nothing);
      const lost = ['n', 'u', 'p', 'day', 'ts', 'tz', 'nums', 'flags'].map((column) => [
        column,
        odd?.[column],
      ]);
      t.deepEqual(
        lost,
        lost.map(([column]) => [column, null]),
      );
      t.like(odd, {
        txt: '',
        vc: ' ',
        ch: '',
        r: 'NaN',
        d: 'Infinity',
        texts: [],
        j: 'null',
        'Odd "name': 'ü€😀',
      });
      t.deepEqual(
        read.notices.map(({ code }) => code),
        ['values_nulled', 'lossy_numeric'],
      );
      t.regex(read.notices[0]?.message ?? '', /1 of "n", 1 of "u", 1 of "p", 1 of "day"/);
    },
  );
}

live('numbers without a size are kept exact where the settings ask for it', async (t) => {
  const lab = await postgresLab(t);

  const text = await lab.read([planned('types')], { numeric: 'text' });
  const sized = await lab.read([planned('types')], { numeric: 'decimal(20,3)' });

  t.deepEqual(await lab.rows(text.tables['types'], 'u'), [{ u: '12.25' }, { u: null }, { u: 'Infinity' }]);
  t.deepEqual(await lab.rows(sized.tables['types'], 'u'), [{ u: '12.250' }, { u: null }, { u: null }]);
});

live('an incremental read begins at the cursor less the lag, and again at rows without one', async (t) => {
  const lab = await postgresLab(t);
  const table = {
    strategy: 'incremental',
    primaryKey: ['id'],
    lagSeconds: 120,
    cursorColumn: 'changed',
  } as const;

  const first = await lab.read([planned('orders', table)]);
  const state = first.tables['orders']?.state;
  const next = await lab.read([planned('orders', { ...table, fullRefresh: false, state })]);
  const bySeq = await lab.read([
    planned('orders', { ...table, cursorColumn: 'seq', fullRefresh: false, state: { cursor: '99' } }),
  ]);
  const filtered = await lab.read([
    planned('orders', {
      ...table,
      fullRefresh: false,
      state,
      whereFilters: [{ column: 'state', operator: 'ne', values: ['open'] }],
    }),
  ]);

  t.is(first.tables['orders']?.mode, 'replace');
  t.deepEqual(state, { cursor: '2024-01-01 01:39:00+00' });
  t.is((await lab.rows(first.tables['orders'])).length, 100);
  t.is(next.tables['orders']?.mode, 'merge');
  t.deepEqual(
    await lab.rows(next.tables['orders'], 'id'),
    [97, 98, 99, 100].map((id) => ({ id })),
  );
  t.deepEqual(
    await lab.rows(bySeq.tables['orders'], 'id'),
    [99, 100].map((id) => ({ id })),
  );
  t.deepEqual(
    await lab.rows(filtered.tables['orders'], 'id'),
    [97, 99].map((id) => ({ id })),
  );
  t.deepEqual(next.tables['orders']?.state, state);
  t.is(next.notices[0]?.code, 'null_cursor');
  t.regex(next.notices[0]?.message ?? '', /1 rows of "orders" have no value/);
});

live('filters are bound, whatever their values hold', async (t) => {
  const lab = await postgresLab(t);
  const filters = [
    { column: 'state', operator: 'eq', values: ['open', "x'; DROP TABLE orders; --"] },
    { column: 'changed', operator: 'lt', values: ['{{today-30d}}'] },
    { column: 'id', operator: 'ge', values: [96] },
  ];

  const read = await lab.read([planned('orders', { whereFilters: filters, columns: ['id', 'state'] })]);
  const wrong = await lab.read([
    planned('orders', { whereFilters: [{ column: 'id', operator: 'eq', values: ['many'] }] }),
    planned('large', { whereFilters: [{ column: 'nope', operator: 'eq', values: ['many'] }] }),
  ]);

  t.deepEqual(await lab.rows(read.tables['orders']), []);
  t.is(wrong.tables['orders']?.error?.class, 'ConfigError');
  t.is(wrong.tables['large']?.error?.class, 'NotFound');
});

live('the tables of a run are of one moment, whatever is written meanwhile', async (t) => {
  const { secrets, ...context } = contextOf();
  const messages = connector.read({
    ...context,
    secrets,
    staging: (await postgresLab(t)).inputs,
    tables: ['orders', 'open_orders', 'totals'].map((name) => planned(name)),
  });
  await messages[Symbol.asyncIterator]().next();

  await server().run(
    `BEGIN; INSERT INTO orders VALUES (1000, 'open', 1, now(), 1000); DELETE FROM orders WHERE id <= 50; COMMIT`,
  );

  const counts: Record<string, number> = {};
  for await (const message of messages) {
    if (message.type === 'failed') throw message.error;
    if (message.type === 'file') counts[message.table] = (await linesOf(message.path)).length;
  }
  await server()
    .run('ROLLBACK')
    .catch(() => {});
  t.deepEqual(counts, { orders: 100, open_orders: 50, totals: 2 });
});

live('a query is materialized when it only reads, and no more than it may', async (t) => {
  const lab = await postgresLab(t);
  const query = (name: string, sourceQuery: string, more = {}) =>
    planned(name, { queryMode: 'materialized', sourceQuery, ...more });

  const read = await lab.read([
    query('good', 'SELECT state AS id, count(*) AS n FROM orders WHERE id > 50 GROUP BY 1 -- so many\n;'),
    query('writes', 'WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone'),
    query('two', 'SELECT 1 AS id; DROP TABLE orders'),
    query('escape', 'SELECT 1) AS source; DROP TABLE orders; SELECT (1'),
    query('none', 'nonsense'),
    query('denied', 'SELECT * FROM hidden'),
  ]);
  const planned50 = await lab.read([query('costly', 'SELECT * FROM large')], {
    max_bytes_per_materialize: 1_000_000,
  });
  const given50 = await lab.read([query('liar', 'SELECT repeat(id::text, 1000) AS x FROM orders')], {
    max_bytes_per_materialize: 20_000,
  });

  t.deepEqual(await lab.rows(read.tables['good']), [
    { id: 'done', n: '25' },
    { id: 'open', n: '26' },
  ]);
  const classes = Object.entries(read.tables).map(([name, { error }]) => [name, error?.class]);
  t.deepEqual(Object.fromEntries(classes), {
    good: undefined,
    writes: 'ConfigError',
    two: 'ConfigError',
    escape: 'ConfigError',
    none: 'ConfigError',
    denied: 'PermissionError',
  });
  t.is(planned50.tables['costly']?.error?.code, 'budget_exceeded');
  t.is(given50.tables['liar']?.error?.code, 'budget_exceeded');
});

const linesOf = async (path: string) => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
