import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { startRegistry } from './start-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };
const warehouse = {
  slug: 'dwh',
  type: 'warehouse',
  title: 'Warehouse',
  config: { token_env: 'DWH_TOKEN', proxy: { password_env: 'PROXY_PASSWORD' } },
};

test('a source shows which of its secrets are set, and none of them', async (t) => {
  const { send, registry } = await startRegistry(t);

  const response = await send('POST /sources', warehouse);

  t.is(response.status, 201);
  t.deepEqual(await response.json(), {
    id: (await registry.source('dwh')).id,
    slug: 'dwh',
    type: 'warehouse',
    title: 'Warehouse',
    config: { token_env: '***', proxy: { password_env: '***' } },
    secrets: [
      { name: 'DWH_TOKEN', set: true },
      { name: 'PROXY_PASSWORD', set: false },
    ],
    is_default: true,
    enabled: true,
    status: 'failing',
    status_reason: 'A secret is not set: PROXY_PASSWORD.',
    table_count: 0,
    notices: [],
    events: null,
    conflicts: [],
  });
});

test('sources are listed with the number of their tables, and found by slug or id', async (t) => {
  const { send, registry } = await startRegistry(t);
  await send('POST /sources', files);
  await send('POST /register-table', { name: 'a', connection: 'main' });
  const { id } = await registry.source('main');

  const list = await send('GET /sources');
  const bySlug = await send('GET /sources/main');
  const byId = await send(`GET /sources/${id}`);
  const none = await send('GET /sources/nope');

  likeWhole(t, await list.json(), { count: 1, sources: [{ slug: 'main', status: 'never', table_count: 1 }] });
  t.deepEqual(await bySlug.json(), await byId.json());
  t.like(await none.json(), { status: 404, code: 'source_not_found' });
});

test('settings that do not fit the schema of the connector are 422, all at once', async (t) => {
  const { send } = await startRegistry(t);

  const response = await send('POST /sources', { slug: 'a', type: 'files', config: { glob: 1, where: 'x' } });

  const { status, code, errors } = (await response.json()) as {
    status: number;
    code: string;
    errors: { loc: string }[];
  };
  t.deepEqual([status, code], [422, 'invalid_source']);
  t.deepEqual(errors.map(({ loc }) => loc).sort(), ['/config/', '/config/glob', '/config/where']);
});

test('an unknown key of a source is refused, a taken slug is 409', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /sources', files);

  const unknown = await send('POST /sources', { ...files, default: true });
  const taken = await send('POST /sources', files);

  likeWhole(t, await unknown.json(), { status: 422, code: 'invalid_input', errors: [{ loc: '/default' }] });
  t.like(await taken.json(), { status: 409, code: 'source_exists' });
});

test('a source in use is 409 and goes with force', async (t) => {
  const { send, registry } = await startRegistry(t);
  await send('POST /sources', files);
  await send('POST /register-table', { name: 'a', connection: 'main' });

  const refused = await send('DELETE /sources/main');
  const forced = await send('DELETE /sources/main?force=true');

  likeWhole(t, await refused.json(), { status: 409, code: 'source_in_use', tables: ['a'] });
  t.is(forced.status, 204);
  t.deepEqual(await registry.tables(), []);
});

test('making and deleting a source is audited without its settings', async (t) => {
  const { send, store } = await startRegistry(t);
  await send('POST /sources', files);
  await send('DELETE /sources/main');

  const audit = store.read.selectFrom('audit_log').select(['action', 'resource', 'params']).orderBy('seq');

  t.deepEqual(await audit.execute(), [
    { action: 'source.create', resource: 'source:main', params: '{"type":"files"}' },
    { action: 'source.delete', resource: 'source:main', params: '{"force":false}' },
  ]);
});

test('a test of a source says whether it answers', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /sources', files);

  const response = await send('POST /sources/main/test');

  t.deepEqual(await response.json(), {
    ok: true,
    checks: [{ name: 'connection', status: 'ok', duration_ms: 0, message: 'The source answers.' }],
  });
});

test('a source that fails or may not be asked is a failed check, not a failed request', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /sources', { ...files, slug: 'down' });
  await send('POST /sources', { ...files, slug: 'refused' });

  const down = await send('POST /sources/down/test');
  const refused = await send('POST /sources/refused/test');

  t.is(down.status, 200);
  likeWhole(t, await down.json(), {
    ok: false,
    checks: [{ status: 'failed', message: 'The token is no longer valid. Renew it.' }],
  });
  likeWhole(t, await refused.json(), { ok: false, checks: [{ status: 'failed' }] });
});

test('a source is discovered page by page', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /sources', files);

  const first = (await (await send('GET /sources/main/discover?limit=1')).json()) as { next_cursor: string };
  const second = await send(`GET /sources/main/discover?limit=1&cursor=${first.next_cursor}`);

  likeWhole(t, first, { count: 1, tables: [{ name: 'a', source_table: 'a.csv', bucket: null, rows: 3 }] });
  t.deepEqual(await second.json(), {
    path: null,
    folders: [],
    tables: [{ name: 'b', source_table: 'b.csv', bucket: 'x', description: 'd', rows: null, size_bytes: 9 }],
    count: 1,
    next_cursor: null,
  });
});

test('a source that cannot be discovered is a failed upstream', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /sources', { ...files, slug: 'down' });

  const response = await send('GET /sources/down/discover');

  t.like(await response.json(), {
    status: 502,
    code: 'source_failed',
    reason: 'auth_expired',
    hint: 'Renew it.',
  });
});
