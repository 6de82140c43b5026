import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConnector, type ReadMessage, UpstreamError } from '@agnes/sdk/connector';
import { collectRead, fakeHost } from '@agnes/sdk/testing';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';

const orders = {
  id: 't1',
  name: 'orders',
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  maxRows: 2,
} as const;
const tables = [orders];
const columns = { type: 'columns', table: 't1', columns: [{ name: 'id', type: 'BIGINT' }] } as const;

const yielding = (...messages: readonly ReadMessage[]) =>
  defineConnector({
    check: async () => {},
    discover: async function* () {},
    read: async function* () {
      yield* messages;
    },
  });

test('what a connector yields is gathered by table', async (t) => {
  const connector = yielding(
    { type: 'progress', done: 1 },
    columns,
    { type: 'rows', table: 't1', rows: [{ id: 1 }] },
    { type: 'rows', table: 't1', rows: [{ id: 2 }] },
    { type: 'state', table: 't1', state: { cursor: 2 } },
  );

  const { tables: read } = await collectRead(connector, { config: {}, tables });

  t.deepEqual(read['t1'], {
    columns: columns.columns,
    rows: [{ id: 1 }, { id: 2 }],
    files: [],
    deletes: [],
    gone: [],
    state: { cursor: 2 },
    unchanged: false,
  });
});

test('a table that is unchanged or given up says so', async (t) => {
  const visits = { ...orders, id: 't2', name: 'visits' };
  const connector = yielding(
    { type: 'unchanged', table: 't1' },
    { type: 'failed', table: 't2', error: 'gone' },
  );

  const { tables: read } = await collectRead(connector, { config: {}, tables: [orders, visits] });

  t.true(read['t1']?.unchanged);
  t.like(read['t2']?.error, { message: 'The plugin failed: gone' });
});

test('a download is a file in the staging folder', async (t) => {
  const staging = await tempFolder(t);
  const connector = {
    ...yielding(),
    read: async function* ({ http }: Parameters<ReturnType<typeof yielding>['read']>[0]) {
      const { path } = await http.download('https://example.com/orders.csv');
      yield { type: 'file', table: 't1', path, format: { kind: 'csv' } } as const;
    },
  };

  const read = await collectRead(connector, {
    config: {},
    tables,
    staging,
    answer: () => ({ text: 'id\n1\n' }),
  });

  t.deepEqual(read.tables['t1']?.files, [{ path: join(staging, 'download-1'), format: { kind: 'csv' } }]);
  t.is(await readFile(join(staging, 'download-1'), 'utf8'), 'id\n1\n');
  t.deepEqual(read.requests, [{ url: 'https://example.com/orders.csv' }]);
});

test('a table with more rows than allowed is given up', async (t) => {
  const rows = { type: 'rows', table: 't1', rows: [{ id: 1 }, { id: 2 }, { id: 3 }] } as const;

  const { tables: read } = await collectRead(yielding(columns, rows), { config: {}, tables });

  t.like(read['t1'], { rows: [], error: { code: 'row_limit' } });
});

test('a value that does not fit its column is refused as a host refuses it', async (t) => {
  const rows = { type: 'rows', table: 't1', rows: [{ id: 'one' }] } as const;

  await t.throwsAsync(collectRead(yielding(columns, rows), { config: {}, tables }), { code: 'plugin_bug' });
});

test('a table that is not planned is refused', async (t) => {
  const stranger = { ...columns, table: 'orders' };

  await t.throwsAsync(collectRead(yielding(stranger), { config: {}, tables }), { code: 'table_not_planned' });
});

test('what a connector throws comes through', async (t) => {
  const down = UpstreamError({ reason: 'down' });
  const connector = {
    ...yielding(),
    read: async function* () {
      yield { type: 'progress', done: 0 } as const;
      throw down;
    },
  };

  await t.throwsAsync(collectRead(connector, { config: {}, tables }), { is: down });
});

test('a hook that the manifest does not declare cannot be tapped', (t) => {
  const manifest = { id: 'acme/guard', contributes: { hooks: [{ taps: ['afterRebuild'] }] } };
  const host = fakeHost({ manifest, settings: {} });

  t.throws(() => host.tap('beforeExtract', () => undefined), { code: 'hook_undeclared' });
});
