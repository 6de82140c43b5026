import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { intent, openRegistry, registryOn } from './open-registry.ts';
import { startRegistry } from './start-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };
const warehouse = { slug: 'dwh', type: 'warehouse', config: { token_env: 'DWH_TOKEN' } };

test('a source is changed in part: what is masked or not named stays, null takes away', async (t) => {
  const { registry, unbound } = await openRegistry(t);
  const config = { token_env: 'DWH_TOKEN', proxy: { password_env: 'PROXY_PASSWORD' } };
  await registry.createSource({ slug: 'dwh', type: 'warehouse', config }, intent);

  const titled = await registry.changeSource('dwh', { title: 'Warehouse', enabled: false }, intent);
  const changed = await registry.changeSource(
    'dwh',
    { config: { token_env: '***', proxy: null }, secrets: { DWH_TOKEN: 'OTHER_TOKEN' } },
    intent,
  );
  const back = await registry.changeSource('dwh', { secrets: { DWH_TOKEN: null } }, intent);

  t.like(titled, { title: 'Warehouse', enabled: false, config });
  t.deepEqual(
    [changed.config, changed.secretRefs],
    [{ token_env: 'DWH_TOKEN' }, { DWH_TOKEN: 'OTHER_TOKEN' }],
  );
  t.deepEqual(back.secretRefs, { DWH_TOKEN: 'DWH_TOKEN' });
  t.is(await registry.source('dwh'), back);
  t.deepEqual(unbound, []);
});

test('a source that is given another host has its secrets unbound; one that the configuration moves keeps them', async (t) => {
  const { registry, unbound } = await openRegistry(t);
  const config = { token_env: 'DWH_TOKEN', url: 'https://a.example.com/x' };
  const { id } = await registry.createSource({ slug: 'dwh', type: 'warehouse', config }, intent);

  await registry.changeSource('dwh', { config: { url: 'https://a.example.com/y' } }, intent);
  const same = [...unbound];
  await registry.changeSource('dwh', { config: { url: 'https://b.example.com/y' } }, intent);
  await registry.ensureSource({ slug: 'dwh', type: 'warehouse', config }, intent);

  t.deepEqual([same, unbound], [[], [id]]);
});

test('a change that does not fit the settings of the connector changes nothing', async (t) => {
  const { registry } = await openRegistry(t);
  const before = await registry.createSource(files, intent);

  const error = await t.throwsAsync(
    registry.changeSource('main', { title: 'New', config: { location: '' } }, intent),
  );

  likeWhole(t, error, { code: 'invalid_source', details: { errors: [{ loc: '/config/location' }] } });
  t.is(await registry.source('main'), before);
});

test('a source that becomes the default takes over from the one that was', async (t) => {
  const { registry, store } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'second' }, intent);

  await registry.changeSource('second', { isDefault: true }, intent);

  const defaults = async (of: typeof registry) =>
    (await of.sources()).filter(({ isDefault }) => isDefault).map(({ slug }) => slug);
  t.deepEqual([await defaults(registry), await defaults(registryOn(store))], [['second'], ['second']]);
});

test('a source is discovered level by level, folders first', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /sources', files);

  const top = await send('GET /sources/main/discover?path=');
  const bucket = await send('GET /sources/main/discover?path=x');
  const first = (await (await send('GET /sources/main/discover?path=&limit=1')).json()) as {
    next_cursor: string;
  };
  const rest = await send(`GET /sources/main/discover?path=&limit=1&cursor=${first.next_cursor}`);

  likeWhole(t, await top.json(), {
    path: '',
    folders: [{ path: 'x', name: 'x', tables: 1 }],
    tables: [{ name: 'a' }],
    next_cursor: null,
  });
  likeWhole(t, await bucket.json(), { path: 'x', folders: [], tables: [{ name: 'b' }] });
  likeWhole(t, first, { folders: [{ path: 'x' }], tables: [] });
  likeWhole(t, await rest.json(), { folders: [], tables: [{ name: 'a' }], next_cursor: null });
});

test('the state of a source is what its conditions and its last run say', async (t) => {
  const { send, store, registry, conditions } = await startRegistry(t);
  await send('POST /sources', files);
  await send('POST /register-table', { name: 'a', connection: 'main' });
  const { id } = await registry.source('main');
  const stateNow = async () => (await (await send('GET /sources/main')).json()) as Record<string, unknown>;
  const set = (values: { last_sync?: Date; error?: string | null }) =>
    store.keep((tx) => tx.updateTable('sync_state').set(values).execute());
  const fault = { subjectType: 'source', subjectId: id, code: 'source_failed', severity: 'error' } as const;

  await store.keep((tx) => tx.insertInto('sync_state').values({ table_id: 'a', status: 'error' }).execute());
  const never = await stateNow();
  await set({ last_sync: new Date(0) });
  const ok = await stateNow();
  await set({ error: 'It broke.' });
  const failed = await stateNow();
  await conditions.raise({ ...fault, why: 'It is down.', remedy: 'Wait.' });
  const down = await stateNow();
  await send('PATCH /sources/main', { enabled: false });
  const off = await stateNow();

  t.like(never, { status: 'never', status_reason: null });
  t.like(ok, { status: 'ok', status_reason: null });
  t.like(failed, { status: 'failing', status_reason: 'The table "a" failed: It broke.' });
  t.like(down, { status: 'failing', status_reason: 'It is down.' });
  t.like(off, { status: 'disabled', enabled: false });
});

test('a change of a source is checked, answered without secrets, and audited by the names of its fields', async (t) => {
  const { send, store } = await startRegistry(t);
  await send('POST /sources', warehouse);

  const changed = await send('PATCH /sources/dwh', { title: 'DWH', config: { token_env: 'OTHER' } });
  const bad = await send('PATCH /sources/dwh', { config: { token_env: 'hunter2' } });
  const unknown = await send('PATCH /sources/dwh', { slug: 'x' });
  const none = await send('PATCH /sources/nope', { title: 'x' });

  t.like(await changed.json(), { title: 'DWH', config: { token_env: '***' } });
  const refused = await bad.text();
  t.is(bad.status, 422);
  t.notRegex(refused, /hunter2/);
  t.like(await unknown.json(), { status: 422, code: 'invalid_input' });
  t.is(none.status, 404);
  const audit = store.read.selectFrom('audit_log').select(['resource', 'params']);
  t.deepEqual(await audit.where('action', '=', 'source.update').execute(), [
    { resource: 'source:dwh', params: '{"fields":["title","config"]}' },
  ]);
});

test('an update answers what it applied, and a rename the job that shows it', async (t) => {
  const { registry, store, send } = await startRegistry(t);
  await registry.createSource(files, intent);
  await send('POST /register-table', { name: 'orders', connection: 'main', folder: 'f' });

  const plain = await send('PUT /registry/orders', {
    description: 'd',
    folder: '',
    bucket: null,
    primary_key: 'id',
    clear: ['sync_schedule'],
    token: 'hunter2',
  });
  const renamed = await send('PUT /registry/orders', { name: 'sales' });
  const taken = await send('PUT /registry/sales', { name: 'a b' });

  t.deepEqual(await plain.json(), {
    id: 'orders',
    updated: ['description', 'folder', 'primary_key', 'sync_schedule'],
  });
  likeWhole(t, await registry.get('orders'), { description: 'd', folder: undefined, primaryKey: ['id'] });
  const [job] = await store.read.selectFrom('jobs').select('id').execute();
  t.deepEqual(await renamed.json(), { id: 'orders', updated: ['name'], job_id: job?.id });
  t.like(await taken.json(), { status: 422, code: 'invalid_table' });
  const audit = store.read.selectFrom('audit_log').select(['resource', 'params']).orderBy('seq');
  const [row] = await audit.where('action', '=', 'update_table').execute();
  t.is(row?.resource, 'table:orders');
  t.notRegex(row?.params ?? '', /hunter2/);
});
