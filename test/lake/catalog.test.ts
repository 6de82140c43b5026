import test from 'ava';
import type { Catalog } from '../../host/lake/catalog.ts';
import { likeWhole } from '../support/like-whole.ts';

import { startLake } from './support/start-lake.ts';

test('the catalog shows what was granted, how fresh it is, and to admins why it is not', async (t) => {
  const { json, lake, change } = await startLake(t);
  const error = { code: 'upstream_error', message: 'db7.internal is away.', retryable: true };
  await lake.publish({
    ...change,
    tables: [],
    failed: [{ id: 'orders', name: 'orders', status: 'error', error }],
  });

  const own = await json<Catalog>('/api/catalog/tables');
  const all = await json<Catalog>('/api/catalog/tables', 'admin');

  t.is(own.count, 3);
  t.deepEqual(
    own.tables.find(({ id }) => id === 'orders'),
    {
      id: 'orders',
      name: 'orders',
      view_name: 'orders',
      description: 'All orders',
      description_source: 'manual',
      tags: [],
      owners: [],
      tier: null,
      catalog_url: null,
      folder: 'Sales',
      source_type: 'files',
      connection: 'shop',
      sync_strategy: 'full_refresh',
      query_mode: 'local',
      distribution: 'download',
      rows: 9,
      size_bytes: change.tables[0]?.sizeBytes,
      last_sync: '2026-12-31T12:00:00.000+00:00',
      freshness: 'stale',
      status: 'error',
      error: null,
    },
  );
  t.like(own.tables[0], { id: 'fresh', rows: null, last_sync: null, freshness: 'never', status: 'never' });
  t.is(all.count, 4);
  t.is(all.tables.find(({ id }) => id === 'orders')?.error, 'db7.internal is away.');
});

test('people subscribe to tables they may read, by id or name; of others they learn nothing', async (t) => {
  const { json, post } = await startLake(t);

  const wished = await post('/api/sync/table-subscriptions', {
    table_mode: 'explicit',
    tables: { ORDERS: true, salaries: true, nothing: true },
  });
  const set = await post('/api/sync/settings', { datasets: { orders: false, secret: true } });

  t.deepEqual(await wished.json(), {
    table_mode: 'explicit',
    updated: {
      ORDERS: { enabled: true },
      salaries: { error: 'no permission' },
      nothing: { error: 'no permission' },
    },
  });
  t.deepEqual(await set.json(), { updated: { orders: { enabled: false }, secret: { enabled: true } } });
  likeWhole(t, await json('/api/sync/settings'), {
    settings: { orders: { enabled: false }, secret: { enabled: true } },
    enabled_datasets: ['secret'],
  });
  t.like(await json('/api/sync/table-subscriptions'), {
    table_mode: 'explicit',
    subscriptions: { orders: false, secret: true },
  });
  t.deepEqual(await json('/api/sync/table-subscriptions', 'admin'), {
    user_id: 'the-admin',
    table_mode: 'all',
    subscriptions: {},
  });
});
