import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { Manifest } from '../../host/lake/manifest/entry.ts';
import { extractedAt } from './support/make-change.ts';

import { startLake } from './support/start-lake.ts';

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
  t.like(manifest, { generation: 1, server_time: '2026-03-01T12:00:00.000+00:00' });
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

test('a revoked table vanishes at once; profiles and documents are known by their hashes', async (t) => {
  const { json, revoke, profiles, dataDir, clock, get } = await startLake(t);
  const plain = await json<Manifest>('/api/sync/manifest');
  const tag = (await get('/api/sync/manifest')).headers.get('etag') ?? '';
  const counts = {
    generation: 1,
    row_count: 9,
    column_count: 1,
    duplicate_rows: 0,
    alerts: 0,
    relations: [],
  };
  const summary = { ...counts, sampled: false, avg_completeness: 1, missing_cells_pct: 0, columns: [] };
  await mkdir(join(dataDir, 'docs', 'tables'), { recursive: true });
  await writeFile(join(dataDir, 'docs', 'tables', 'orders.yml'), 'name: orders');
  for (const tableId of ['orders', 'salaries']) {
    await profiles.save({ tableId, version: 'v1', profiledAt: new Date(clock.ms), summary }, '{}');
  }
  const profiledAtOnce = await json<Manifest>('/api/sync/manifest');
  clock.ms += 60_000;

  const profiled = await json<Manifest>('/api/sync/manifest');
  const known = await get('/api/sync/manifest', { 'If-None-Match': tag });
  await profiles.forget(['salaries']);
  await writeFile(join(dataDir, 'docs', 'tables', 'orders.yml'), 'name: all orders');
  clock.ms += 60_000;
  const later = await json<Manifest>('/api/sync/manifest');
  await revoke('orders');
  const less = await json<Manifest>('/api/sync/manifest');

  t.deepEqual(Object.keys(plain.assets), ['rules']);
  t.deepEqual(profiledAtOnce.assets.profiles, profiled.assets.profiles);
  t.regex(profiled.assets.profiles?.hash ?? '', /^[0-9a-f]{32}$/);
  t.regex(profiled.assets.docs?.hash ?? '', /^[0-9a-f]{64}$/);
  t.is(known.status, 200);
  t.deepEqual(later.assets.profiles, profiled.assets.profiles);
  t.notDeepEqual(later.assets.docs, profiled.assets.docs);
  t.deepEqual(Object.keys(less.tables), ['secret']);
  t.is(less.assets.profiles, undefined);
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
