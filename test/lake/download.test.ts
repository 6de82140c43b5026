import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { download } from '../../host/lake/download.ts';
import type { Manifest } from '../../host/lake/manifest/entry.ts';
import { likeWhole } from '../support/like-whole.ts';

import { startLake } from './support/start-lake.ts';

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

  likeWhole(t, tables['orders'], {
    hash: '',
    parts: [{ part: 'orders' }, { part: 'salaries', sha256: parts[1]?.sha256 }],
  });
  t.is(part.headers.get('etag'), `"${parts[1]?.sha256}"`);
  t.is(part.headers.get('content-disposition'), 'attachment; filename="orders.salaries.parquet"');
});

test('T68: what is asked while a file is being sent is what is true then; a proxy is told the published path', async (t) => {
  const { lake, access, registry, store, principal, revoke, change } = await startLake(t);
  const services = { lake, access, registry, store, accelRedirect: '/internal/extracts' };
  const intent = { action: 'none', actor: { kind: 'system' } } as const;

  const file = await download({ tableId: 'orders', principal, intent, headers: {} }, services);
  const before = await file.stillAllowed?.();
  await revoke('orders');

  t.is(file.accelPath, `/internal/extracts/shop/${change.tables[0]?.files[0]?.path}`);
  t.deepEqual([before, await file.stillAllowed?.()], [true, false]);
  await t.throwsAsync(download({ tableId: 'orders', principal, intent, headers: {} }, services), {
    code: 'table_not_available',
  });
});

test('the path of a download comes from the published version, not from what lies around', async (t) => {
  const { get, dataDir } = await startLake(t);
  await writeFile(join(dataDir, 'extracts', 'shop', 'data', 'fresh.parquet'), 'planted');

  t.is((await get('/api/data/fresh/download')).status, 404);
});
