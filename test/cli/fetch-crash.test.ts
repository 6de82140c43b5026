import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { execute, parquetOf } from './parquet.ts';
import { ended } from './run-agnes.ts';
import { scanned, scannedHalf, scanning, snapshotFiles } from './scanning.ts';
import { arrivingBytes, large } from './trouble.ts';

const database = 'user/duckdb/analytics.duckdb';
const scan = 'POST /api/v2/scan';

test('Ctrl-C takes half a fetch away, kill -9 leaves it for the next one, and neither touches a good file', async (t) => {
  const { server, bytes, machine } = await scanning(t);
  await machine.run(['fetch', 'orders']);
  const half = await parquetOf(large);
  server.answers.set(scan, scannedHalf(half));
  const arriving = async () => {
    const child = machine.start(['fetch', 'orders', '--force']);
    const end = ended(child);
    await arrivingBytes(child, machine.path(`user/snapshots/.tmp/orders.${child.pid}.part`));
    return { child, end };
  };

  const first = await arriving();
  first.child.kill('SIGINT');
  const { code } = await first.end;
  const afterInt = await snapshotFiles(machine);
  const second = await arriving();
  second.child.kill('SIGKILL');
  await second.end;
  const afterKill = await snapshotFiles(machine);
  const kept = await readFile(machine.path('user/snapshots/orders.parquet'));
  server.answers.set(scan, scanned(bytes, { rows: 3 }));
  await machine.run(['fetch', 'orders', '--force']);

  t.is(code, 130);
  t.is(afterInt.length, 3);
  t.is(afterKill.length, 4);
  t.deepEqual(kept, bytes);
  t.deepEqual(await snapshotFiles(machine), ['.tmp', 'orders.meta.json', 'orders.parquet']);
});

test('what a crash left between file and description is ended, or undone, by the next change', async (t) => {
  const { bytes, machine } = await scanning(t);
  await machine.run(['fetch', 'orders']);
  const meta = JSON.parse(await readFile(machine.path('user/snapshots/orders.meta.json'), 'utf8'));
  await writeFile(machine.path('user/snapshots/new.parquet'), bytes);
  const pending = (name: string, more: object) =>
    writeFile(
      machine.path(`user/snapshots/.tmp/${name}.meta.json`),
      JSON.stringify({ ...meta, name, ...more }),
    );
  await pending('new', {});
  await pending('orders', { rows: 99, result_sha256: 'of what never came' });

  await machine.run(['fetch', 'orders', '--as', 'other']);
  const { snapshots } = await machine.json(['snapshot', 'list']);

  likeWhole(t, snapshots, [
    { name: 'new', rows: 3 },
    { name: 'orders', rows: 3 },
    { name: 'other', rows: 3 },
  ]);
  t.deepEqual(await execute(machine.path(database), ['SELECT count(*) FROM new']), [['3']]);
});
