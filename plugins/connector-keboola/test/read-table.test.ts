import test from 'ava';
import { planned, readFrom, rowsOf, startStack } from './lab.ts';
import type { KeboolaServer } from './support/keboola-server.ts';
import { type StackTable, typed } from './support/stack-table.ts';

let server: KeboolaServer;
test.before(async () => {
  server = await startStack();
});
test.beforeEach(() => {
  server.calm();
  server.stack.tables = [orders];
});
test.after.always(() => server.stop());

const orders: StackTable = {
  id: 'in.c-crm.orders',
  columns: ['id', 'total', 'day'],
  columnMetadata: { id: typed('INTEGER'), total: typed('NUMERIC'), day: typed('DATE') },
  primaryKey: ['id'],
  rows: [
    { values: ['1', '10.5', '2026-01-01'], loadedAt: 1_000 },
    { values: ['2', '20', '2026-01-20'], loadedAt: 5_000 },
    { values: ['3', '30', '2026-01-30'], loadedAt: 9_000 },
  ],
};

const exports = () =>
  server.arrived.filter(({ path }) => path.endsWith('/export-async')).map(({ form }) => form);
const incremental = { strategy: 'incremental', fullRefresh: false, primaryKey: ['id'] } as const;

test.serial('a table comes as files with the types of the stack, and replaces what was there', async (t) => {
  const { tables } = await readFrom(t, server, { tables: [planned('orders')] });

  const { mode, files, state, cursor } = tables['orders'] ?? {};
  t.is(mode, 'replace');
  t.deepEqual(files?.[0]?.format, {
    kind: 'csv',
    compression: 'gzip',
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'total', type: 'DOUBLE' },
      { name: 'day', type: 'DATE' },
    ],
    csv: { header: false, new_line: '\n', delimiter: ',', quote: '"', escape: '"' },
  });
  t.truthy(state);
  t.is(cursor, '2026-01-01T10:00:00+0100');
  t.deepEqual(Object.fromEntries(exports()[0] ?? []), { format: 'rfc', gzip: '1' });
});

test.serial('what has not moved at the stack is unchanged without an export', async (t) => {
  const first = await readFrom(t, server, { tables: [planned('orders')] });
  const state = first.tables['orders']?.state;

  const again = await readFrom(t, server, { tables: [planned('orders', { state })] });
  server.stack.tables = [{ ...orders, lastChangeDate: '2026-01-02T00:00:00+0100' }];
  const moved = await readFrom(t, server, { tables: [planned('orders', { state })] });

  t.true(again.tables['orders']?.unchanged);
  t.is(moved.tables['orders']?.files.length, 2);
  t.is(exports().length, 2);
});

test.serial(
  'other types, and a filter whose days have moved on, are read although the table is the same',
  async (t) => {
    const whereFilters = [{ column: 'day', operator: 'ge', values: ['{{today-30d}}'] }];
    const first = await readFrom(t, server, {
      tables: [planned('orders', { whereFilters })],
      now: Date.UTC(2026, 0, 31),
    });
    const state = first.tables['orders']?.state;

    const next = await readFrom(t, server, {
      tables: [planned('orders', { whereFilters, state })],
      now: Date.UTC(2026, 1, 20),
    });
    server.stack.tables = [{ ...orders, columnMetadata: {} }];
    const retyped = await readFrom(t, server, {
      tables: [planned('orders', { whereFilters, state })],
      now: Date.UTC(2026, 0, 31),
    });

    t.deepEqual(await rowsOf(next.tables['orders']), [['3', '30', '2026-01-30']]);
    t.is(retyped.tables['orders']?.files[0]?.format.columns?.[0]?.type, 'VARCHAR');
  },
);

test.serial(
  'an incremental table is asked for what was loaded since its last reading, lag included, and its filter',
  async (t) => {
    const whereFilters = [{ column: 'id', operator: 'neq', values: ['9', 8] }];
    const first = await readFrom(t, server, {
      tables: [planned('orders', { ...incremental, fullRefresh: true, whereFilters })],
      now: 6_000_000,
    });
    const state = first.tables['orders']?.state;
    server.stack.tables = [{ ...orders, lastChangeDate: 'later' }];
    server.calm();

    const { tables } = await readFrom(t, server, {
      tables: [
        planned('orders', { ...incremental, state, lagSeconds: 1_200, whereFilters, columns: ['day', 'id'] }),
      ],
    });

    t.is(tables['orders']?.mode, 'replace', 'another column subset has another shape');
    server.calm();
    const same = await readFrom(t, server, {
      tables: [planned('orders', { ...incremental, state, lagSeconds: 1_200, whereFilters })],
    });
    t.is(same.tables['orders']?.mode, 'merge');
    t.deepEqual(await rowsOf(same.tables['orders']), [
      ['2', '20', '2026-01-20'],
      ['3', '30', '2026-01-30'],
    ]);
    t.deepEqual(Object.fromEntries(exports()[0] ?? []), {
      format: 'rfc',
      gzip: '1',
      changedSince: '4800',
      'whereFilters[0][column]': 'id',
      'whereFilters[0][operator]': 'ne',
      'whereFilters[0][values][0]': '9',
      'whereFilters[0][values][1]': '8',
    });
  },
);

test.serial(
  'an incremental table is read whole on the day that its filter has moved on, and merged on the same day',
  async (t) => {
    const whereFilters = [{ column: 'day', operator: 'le', values: ['{{today}}'] }];
    let changes = 0;
    const reading = async (day: number, state?: unknown) => {
      server.stack.tables = [{ ...orders, lastChangeDate: `change ${changes++}` }];
      const table = planned('orders', { ...incremental, whereFilters, state, lagSeconds: 0 });
      const { tables } = await readFrom(t, server, { tables: [table], now: Date.UTC(2026, 0, day, 12) });
      return tables['orders'];
    };
    const first = await reading(1);
    const sameDay = await reading(1, first?.state);
    const nextDay = await reading(20, sameDay?.state);

    t.is(sameDay?.mode, 'merge');
    t.is(nextDay?.mode, 'replace');
    t.deepEqual(
      (await rowsOf(nextDay)).map(([id]) => id),
      ['1', '2'],
    );
  },
);

test.serial(
  'a column subset is exported in the order of the table, and a column that is gone is told',
  async (t) => {
    const { tables } = await readFrom(t, server, {
      tables: [
        planned('orders', { columns: ['day', 'id'] }),
        planned('orders', { id: 'lost', columns: ['id', 'gone'] }),
      ],
    });

    t.deepEqual(await rowsOf(tables['orders']), [
      ['1', '2026-01-01'],
      ['2', '2026-01-20'],
      ['3', '2026-01-30'],
    ]);
    t.like(tables['lost']?.error, { code: 'schema_drift', retryable: true });
  },
);

test.serial('a table without rows has its columns', async (t) => {
  server.stack.tables = [{ ...orders, rows: [] }];

  const { tables } = await readFrom(t, server, { tables: [planned('orders')] });

  t.like(tables['orders'], { files: [], rows: [] });
  t.deepEqual(
    tables['orders']?.columns?.map(({ name }) => name),
    ['id', 'total', 'day'],
  );
});

test.serial('random rows come back equal', async (t) => {
  const alphabet = [...'aZ0,"\'\n\t ;\\é漢😀\u00a0', '\r\n', '{}'];
  const random = (below: number) => Math.floor(Math.random() * below);
  const value = () => Array.from({ length: random(12) }, () => alphabet[random(alphabet.length)]).join('');
  const rows = Array.from({ length: 2_000 }, (_, index) => [String(index), value(), value()]);
  server.stack.sliceRows = 300;
  server.stack.tables = [{ ...orders, columnMetadata: {}, rows: rows.map((values) => ({ values })) }];

  const { tables } = await readFrom(t, server, { tables: [planned('orders')] });

  server.stack.sliceRows = 2;
  const byId = (one: readonly string[], other: readonly string[]) => Number(one[0]) - Number(other[0]);
  t.deepEqual([...(await rowsOf(tables['orders']))].sort(byId), rows);
});
