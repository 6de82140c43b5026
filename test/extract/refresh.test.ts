import test from 'ava';
import { orderFor } from '../../host/extract/connector-order.ts';
import { plannedTable } from '../../host/extract/planned-table.ts';
import { durationMs, originOf, readingOf, refreshOf } from '../../host/extract/refresh.ts';
import type { LoadedConnector } from '../../host/kernel/loaded.ts';
import type { Source } from '../../host/registry/source.ts';
import type { Table, TableOptions } from '../../host/registry/table.ts';
import { likeWhole } from '../support/like-whole.ts';

const day = 24 * 60 * 60_000;
const now = 100 * day;
const at = { force: false, now, config: {} };

const tableWith = (options: TableOptions = {}, more: Partial<Table> = {}): Table => ({
  id: 'orders',
  name: 'orders',
  queryMode: 'local',
  syncStrategy: 'incremental',
  primaryKey: ['id'],
  distribution: 'download',
  profileAfterSync: true,
  registeredAt: new Date(0),
  options,
  ...more,
});

const table = tableWith({ cursor_column: 'seq' });
const origin = originOf({});
const memory = { reading: readingOf(table), origin, wholeAt: now - day };

test('an incremental table is read whole the first time, then its changes, and whole again after a week', (t) => {
  t.true(refreshOf(table, undefined, at).isWhole);
  t.false(refreshOf(table, memory, at).isWhole);
  t.true(refreshOf(table, { ...memory, wholeAt: now - 7 * day }, at).isWhole);
  t.true(refreshOf(table, memory, { ...at, force: true }).isWhole);
});

test('full_refresh_every says how often', (t) => {
  const often = tableWith({ full_refresh_every: '12h' });

  t.true(refreshOf(often, { reading: readingOf(often), origin, wholeAt: now - day }, at).isForced);
});

test('where keys are compared, that is done when a whole reading is due, and one comes only where it was not', (t) => {
  const compared = tableWith({ cursor_column: 'seq', delete_detection: 'key_set' });
  const after = (days: number, more = {}) =>
    refreshOf(
      compared,
      { reading: readingOf(compared), origin, wholeAt: now - days * day },
      { ...at, ...more },
    );

  t.deepEqual(after(6), { isWhole: false, isForced: false, isNew: false });
  t.deepEqual(after(7), { isWhole: false, isForced: false, isNew: false, isCompared: true });
  t.deepEqual(after(14), { isWhole: true, isForced: true, isNew: false });
  t.true(after(7, { force: true }).isWhole);
  const { compareKeys } = plannedTable(compared, { maxRows: undefined, state: 1, refresh: after(7) });
  t.true(compareKeys);
});

test('another key, column set, filter, cursor or partition forces a whole reading', (t) => {
  const others = [
    tableWith({ cursor_column: 'seq' }, { primaryKey: ['id', 'line'] }),
    tableWith({ cursor_column: 'seq' }, { sourceTable: 'orders_2' }),
    tableWith({ cursor_column: 'at' }),
    tableWith({ cursor_column: 'seq', columns: ['id'] }),
    tableWith({ cursor_column: 'seq', where_filters: [{ column: 'id' }] }),
    tableWith({ cursor_column: 'seq', partition_by: 'day' }),
  ];

  for (const other of others) t.true(refreshOf(other, memory, at).isForced, readingOf(other));
});

test('a table that is always read whole is told what its connector remembers, unless it is read another way now', (t) => {
  const whole = tableWith({}, { syncStrategy: 'full_refresh' });
  const known = { reading: readingOf(whole), origin, wholeAt: 0 };

  t.deepEqual(refreshOf(whole, known, at), { isWhole: true, isForced: false, isNew: false });
  t.true(refreshOf({ ...whole, primaryKey: [] }, known, at).isForced);
});

test('a table nobody knows the reading of is read from the beginning, whatever its strategy', (t) => {
  const whole = tableWith({}, { syncStrategy: 'full_refresh' });

  t.deepEqual(refreshOf(whole, undefined, at), { isWhole: true, isForced: true, isNew: false });
});

test('other settings of the source force a whole reading, other limits and another order do not', (t) => {
  const config = { host: 'a', login: { user: 'u', realm: 'r' } };
  const known = { ...memory, origin: originOf(config) };
  const isForced = (other: Readonly<Record<string, unknown>>) =>
    refreshOf(table, known, { ...at, config: other }).isForced;

  t.true(isForced({ ...config, host: 'b' }));
  t.true(isForced({ ...config, login: { user: 'u', realm: 's' } }));
  t.false(isForced({ login: { realm: 'r', user: 'u' }, host: 'a', limits: { timeoutSec: 5 } }));
});

test('a table in parts is incremental when it has a key and a cursor', (t) => {
  const parts = tableWith({ partition_by: 'day' }, { syncStrategy: 'partitioned' });
  const cursor = tableWith({ cursor_column: 'seq' }, { syncStrategy: 'partitioned' });

  t.true(refreshOf(parts, { reading: readingOf(parts), origin, wholeAt: now }, at).isWhole);
  t.false(refreshOf(cursor, { reading: readingOf(cursor), origin, wholeAt: now }, at).isWhole);
});

test('the connector is told the options of its table', (t) => {
  const options = {
    cursor_column: 'seq',
    columns: ['id'],
    partition_by: 'day',
    partition_granularity: 'day',
  } as const;
  const refresh = { isWhole: false, isForced: false, isNew: false };

  const planned = plannedTable(tableWith(options), { maxRows: 5, state: 1, refresh });

  likeWhole(t, planned, {
    fullRefresh: false,
    cursorColumn: 'seq',
    lagSeconds: 900,
    columns: ['id'],
    partitionBy: 'day',
    partitionGranularity: 'day',
    maxRows: 5,
    state: 1,
  });
  t.is(
    plannedTable(tableWith({ ...options, lag: '2h' }), { maxRows: undefined, state: 1, refresh }).lagSeconds,
    7200,
  );
  const { cursorColumn, lagSeconds } = plannedTable(tableWith({ lag: '5m' }), {
    maxRows: undefined,
    state: 1,
    refresh,
  });
  t.deepEqual([cursorColumn, lagSeconds], [undefined, 300]);
  const counting = plannedTable(tableWith({ ...options, lag: '100' }), {
    maxRows: undefined,
    state: 1,
    refresh,
  });
  t.deepEqual([counting.lagCount, counting.lagSeconds], [100, undefined]);
});

test('what is no duration is none', (t) => {
  t.deepEqual(['7d', '15m', '500ms', 'soon', null].map(durationMs), [
    7 * day,
    900_000,
    500,
    undefined,
    undefined,
  ]);
});

test('the limits among the settings of a source are those of its runs', async (t) => {
  const source = {
    slug: 'shop',
    type: 'x',
    config: { limits: { timeoutSec: 60, memoryMb: 'much' } },
    secretRefs: {},
  };
  // Of a plugin, an order reads the manifest; of a source, what is here.
  const config = { schema: { type: 'object' } };
  const plugin = { manifest: {}, contribution: { config } } as LoadedConnector;
  const deps = {
    connectors: { connector: () => plugin },
    secrets: { resolveFor: () => undefined },
    roots: [],
    privateAllowed: [],
    folders: { duckdbExtensions: async () => '', kept: async () => '' },
    extensions: [],
  };

  const { limits } = await orderFor(source as unknown as Source, deps);

  t.deepEqual(limits, { timeoutSec: 60 });
});
