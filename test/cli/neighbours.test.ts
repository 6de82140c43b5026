import { link, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { sha256, startStandIn } from './stand-in.ts';

const downloadsIn = (requests: readonly string[]): number =>
  requests.filter((request) => request.includes('/download')).length;

test('what another workspace of the same person has is shared, not downloaded, unless it is damaged there', async (t) => {
  const server = await startStandIn(t);
  const [orders, people] = [await parquetOf('SELECT 1 AS n'), await parquetOf('SELECT 2 AS n')];
  server.tables.set('orders', { bytes: orders });
  server.tables.set('people', { bytes: people });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const damaged = machine.path('server/parquet/people.parquet');
  await writeFile(damaged, Buffer.alloc(people.length));

  const other = join(machine.env['HOME'] ?? '', 'other');
  const { code } = await machine.run(['sync', '--workspace', other]);

  const fileOf = (name: string) => join(other, 'server/parquet', `${name}.parquet`);
  t.is(code, 0);
  t.is(downloadsIn(server.requests), 3);
  t.is(sha256(await readFile(fileOf('orders'))), sha256(orders));
  t.is(sha256(await readFile(fileOf('people'))), sha256(people));
  t.is((await readFile(damaged)).compare(Buffer.alloc(people.length)), 0);
});

test('a new version in one workspace leaves the file of the other as it is', async (t) => {
  const server = await startStandIn(t);
  const [before, after] = [await parquetOf('SELECT 1 AS n'), await parquetOf('SELECT 3 AS n')];
  server.tables.set('orders', { bytes: before });
  const machine = await newMachine(t, server.url);
  const other = join(machine.env['HOME'] ?? '', 'other');
  await machine.run(['sync']);
  await machine.run(['sync', '--workspace', other]);

  server.tables.set('orders', { bytes: after });
  await machine.run(['sync', '--workspace', other]);

  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(before));
  t.is(sha256(await readFile(join(other, 'server/parquet/orders.parquet'))), sha256(after));
});

test('a link that a crash has left is never written into', async (t) => {
  const server = await startStandIn(t);
  const [good, next] = [
    await parquetOf('SELECT 1 AS n'),
    await parquetOf('SELECT range AS n FROM range(5000)'),
  ];
  server.tables.set('orders', { bytes: good });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const place = machine.path('server/parquet/orders.parquet');
  const side = machine.path('server/parquet/.tmp', `${sha256(next)}.part`);
  await mkdir(machine.path('server/parquet/.tmp'), { recursive: true });
  await link(place, side);
  server.tables.set('people', { bytes: next });

  t.is((await machine.run(['sync'])).code, 0);
  t.is(sha256(await readFile(place)), sha256(good));
  t.is((await stat(place)).nlink, 1);
  t.is(sha256(await readFile(machine.path('server/parquet/people.parquet'))), sha256(next));
});
