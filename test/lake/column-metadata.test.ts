import test from 'ava';
import { pluginCatalog } from '../../host/app/plugin-catalog.ts';
import { Descriptions } from '../../host/registry/remote/descriptions.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startProfiles } from './support/start-profiles.ts';

test('what is said about columns is kept, by administrators for those who were granted the table', async (t) => {
  const { admin, ann, store } = await startProfiles(t, { orders: '', salaries: '' }, ['orders']);
  const say = (columns: readonly object[]) =>
    admin.send('POST /api/admin/metadata/orders', { body: { columns } });

  await say([{ column_name: 'a', description: 'First', basetype: 'STRING' }, { column_name: 'b' }]);
  const said = await say([{ column_name: 'a', description: 'The first', confidence: 'high' }]);
  const { columns, table_id } = await ann.ask('GET /api/admin/metadata/orders');

  t.deepEqual(said.body, { status: 'ok', count: 1 });
  t.is(table_id, 'orders');
  likeWhole(t, columns, [
    { column_name: 'a', description: 'The first', basetype: 'STRING', confidence: 'high', source: 'manual' },
    {
      column_name: 'b',
      description: null,
      confidence: 'manual',
      updated_at: '2027-01-01T00:00:00.000+00:00',
    },
  ]);
  t.is((await ann.send('GET /api/admin/metadata/salaries')).status, 403);
  t.is((await ann.send('POST /api/admin/metadata/orders', { body: { columns: [] } })).status, 403);
  t.is((await admin.send('POST /api/admin/metadata/nobody', { body: { columns: [] } })).status, 404);
  const pushed = await admin.send('POST /api/admin/metadata/orders/push');
  t.deepEqual([pushed.status, pushed.body['code']], [400, 'metadata_push_unsupported']);
  t.regex(pushed.text, /only keboola takes descriptions back/);
  const audited = await store.read.selectFrom('audit_log').select('action').execute();
  t.is(audited.filter(({ action }) => action === 'column_metadata.saved').length, 2);
});

test('plugins that may read the catalog see columns, what is said about them, and the headline', async (t) => {
  const { publish, work, admin, ...parts } = await startProfiles(t, { orders: '', later: '' });
  await publish({ orders: 'SELECT 1 AS a, NULL::INTEGER AS b' });
  await work({ tables: [] });
  const body = { columns: [{ column_name: 'a', description: 'First' }] };
  await admin.ask('POST /api/admin/metadata/orders', { body });

  const [later, orders] = await pluginCatalog({
    ...parts,
    descriptions: new Descriptions({ store: parts.store, now: Date.now }),
  });

  t.deepEqual(later, {
    id: 'later',
    name: 'later',
    sourceType: 'files',
    source: 'shop',
    freshness: 'never',
    columns: [],
  });
  likeWhole(t, orders, {
    rows: 1,
    freshness: 'fresh',
    columns: [
      { name: 'a', type: 'INTEGER', description: 'First' },
      { name: 'b', type: 'INTEGER' },
    ],
    profile: { isCurrent: true, avgCompleteness: 50, alerts: 3 },
  });
});
