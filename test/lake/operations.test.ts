import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import { bind } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import type { Catalog } from '../../host/lake/catalog.ts';
import { Lake } from '../../host/lake/lake.ts';
import type { Manifest } from '../../host/lake/manifest.ts';
import { lakeOperations } from '../../host/lake/operations.ts';
import { Registry } from '../../host/registry/registry.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { reader, startedAccess } from '../access/support/started-access.ts';
import { connectors, intent } from '../registry/open-registry.ts';
import { startServer } from '../support/start-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { extractedAt, makeChange } from './support/make-change.ts';

const admin: Principal = { userId: 'the-admin', email: 'admin@example.com', isAdmin: true, kind: 'session' };

/** A server with three tables: `orders` granted to ann, `salaries` to nobody, `secret` kept on the server. */
const startLake = async (t: ExecutionContext) => {
  const dataDir = await tempFolder(t);
  const started = await startedAccess(t);
  const { store, now, access } = started;
  const registry = new Registry({
    store,
    now,
    access,
    connectors: () => connectors,
    onChanged: async () => {},
  });
  const conditions = new Conditions({ store, now });
  const lake = new Lake({
    store,
    registry,
    conditions,
    dataDir,
    now,
    hooks: { afterRebuild: async () => [] },
  });
  await lake.open();
  const source = await registry.ensureSource(
    { slug: 'shop', type: 'files', config: { location: '/srv' } },
    intent,
  );
  await registry.register(
    { name: 'orders', connection: 'shop', folder: 'Sales', description: 'All orders' },
    intent,
  );
  await registry.register({ name: 'salaries', connection: 'shop' }, intent);
  await registry.register({ name: 'secret', connection: 'shop', distribution: 'server_only' }, intent);
  await registry.register({ name: 'fresh', connection: 'shop' }, intent);
  const tables = {
    orders: 'SELECT * FROM range(9) t(id)',
    salaries: 'SELECT 1 AS id',
    secret: 'SELECT 2 AS id',
  };
  const change = await makeChange(dataDir, source, tables);
  await lake.publish(change);
  const ann = await reader(started, 'ann@example.com', ['orders', 'secret', 'fresh']);
  const operations = bind(lakeOperations, { lake, access, registry, store, now });
  const origin = await startServer(t, operations, { ann: ann.principal(), admin });
  const json = async <T>(path: string, as = 'ann'): Promise<T> =>
    JSON.parse(await (await get(path, {}, as)).text());
  const get = (path: string, headers: Record<string, string> = {}, as = 'ann') =>
    fetch(`${origin}${path}`, { headers: { Authorization: `Bearer ${as}`, ...headers } });
  return { dataDir, lake, store, change, get, json };
};

test('the manifest lists what the caller was granted, with the hashes of exactly what a download sends', async (t) => {
  const { get, json, lake } = await startLake(t);

  const manifest = await json<Manifest>('/api/sync/manifest');
  const download = await get('/api/data/orders/download');
  const bytes = Buffer.from(await download.arrayBuffer());

  t.deepEqual(Object.keys(manifest.tables).sort(), ['orders', 'secret']);
  t.deepEqual(manifest.tables['orders'], {
    id: 'orders',
    view_name: 'orders',
    hash: createHash('md5').update(bytes).digest('hex'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    updated: '2026-12-31T12:00:00.000+00:00',
    size_bytes: bytes.length,
    rows: 9,
    query_mode: 'local',
    source_type: 'files',
    generation: lake.current().number,
  });
  t.like(manifest, { assets: {}, generation: 1, server_time: '2026-03-01T12:00:00.000+00:00' });
  t.is(download.headers.get('etag'), `"${manifest.tables['orders']?.sha256}"`);
  t.is(download.headers.get('x-agnes-hash'), manifest.tables['orders']?.hash ?? '');
  t.is(download.headers.get('content-disposition'), 'attachment; filename="orders.parquet"');
});

test('a table kept on the server looks remote to every client, and is not downloadable', async (t) => {
  const { get, json } = await startLake(t);

  const { tables } = await json<Manifest>('/api/sync/manifest');
  const download = await get('/api/data/secret/download');

  t.like(tables['secret'], { query_mode: 'remote', hash: '', sha256: '', distribution: 'server_only' });
  t.is(download.status, 403);
  t.like(await download.json(), { code: 'not_downloadable' });
});

test('a manifest that says nothing new is a 304, for the entries of this caller', async (t) => {
  const { get, lake, change } = await startLake(t);
  const tag = (await get('/api/sync/manifest')).headers.get('etag') ?? '';

  const same = await get('/api/sync/manifest', { 'If-None-Match': tag });
  const other = await get('/api/sync/manifest', { 'If-None-Match': tag }, 'admin');
  const read = await lake.publish({
    ...change,
    tables: change.tables.map((table) => ({ ...table, extractedAt: extractedAt + 1 })),
  });
  const onlyRead = await get('/api/sync/manifest', { 'If-None-Match': tag });
  await lake.publish({ ...change, tables: [], removed: ['orders'] });
  const fewer = await get('/api/sync/manifest', { 'If-None-Match': tag });

  t.deepEqual([same.status, other.status, onlyRead.status, fewer.status], [304, 200, 304, 200]);
  t.deepEqual(read.changed, []);
});

test('a table that is not there and one that is not granted are refused in the same words', async (t) => {
  const { get } = await startLake(t);
  const answer = async (path: string, as?: string) => {
    const response = await get(path, {}, as);
    const { code, detail }: { code: string; detail: string } = JSON.parse(await response.text());
    return { status: response.status, code, detail };
  };

  const ungranted = await answer('/api/data/salaries/download');
  const unknown = await answer('/api/data/nothing/download');

  t.deepEqual(ungranted, {
    status: 403,
    code: 'table_not_available',
    detail: "Access denied to table 'salaries'",
  });
  t.deepEqual(unknown, {
    status: 403,
    code: 'table_not_available',
    detail: "Access denied to table 'nothing'",
  });
  t.like(await answer('/api/data/nothing/download', 'admin'), { status: 404, code: 'table_not_found' });
  t.like(await answer('/api/data/..%2F..%2Fetc/download'), { status: 404, code: 'table_not_found' });
  t.like(await answer('/api/data/fresh/download'), { status: 404, code: 'no_file' });
  t.like(await answer('/api/data/orders/download?part=2024'), { status: 404, code: 'no_file' });
});

test('a download is written down once, however many pieces it is fetched in', async (t) => {
  const { get, store, change } = await startLake(t);
  const sha256 = change.tables[0]?.sha256 ?? '';

  const first = await get('/api/data/ORDERS/download', { Range: 'bytes=0-99' });
  const second = await get('/api/data/orders/download', { Range: 'bytes=100-' });
  const third = await get('/api/data/orders/download', { 'If-None-Match': `"${sha256}"` });

  t.deepEqual([first.status, second.status, third.status], [206, 206, 304]);
  const audit = await store.read
    .selectFrom('audit_log')
    .select(['resource', 'params'])
    .where('action', '=', 'data.download')
    .execute();
  t.deepEqual(
    audit.map(({ resource, params }) => [resource, JSON.parse(params ?? '')]),
    [['table:orders', { version: sha256, bytes: change.tables[0]?.sizeBytes }]],
  );
});

test('a table in parts is downloaded part by part', async (t) => {
  const { get, json, lake, change } = await startLake(t);
  const parts = change.tables
    .slice(0, 2)
    .flatMap(({ files, name }) => files.map((file) => ({ ...file, part: name })));
  const table = {
    id: 'orders',
    name: 'orders',
    files: parts,
    rows: 10,
    sizeBytes: 1,
    sha256: 'x',
    columns: 1,
  };
  await lake.publish({ ...change, tables: [table] });

  const { tables } = await json<Manifest>('/api/sync/manifest');
  const part = await get('/api/data/orders/download?part=salaries');

  t.like(tables['orders'], {
    hash: '',
    parts: [{ part: 'orders' }, { part: 'salaries', sha256: parts[1]?.sha256 }],
  });
  t.is(part.headers.get('etag'), `"${parts[1]?.sha256}"`);
  t.is(part.headers.get('content-disposition'), 'attachment; filename="orders.salaries.parquet"');
});

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

test('the path of a download comes from the published version, not from what lies around', async (t) => {
  const { get, dataDir } = await startLake(t);
  await writeFile(join(dataDir, 'extracts', 'shop', 'data', 'fresh.parquet'), 'planted');

  t.is((await get('/api/data/fresh/download')).status, 404);
});
