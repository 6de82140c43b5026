import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { downloadsOf, sendBytes, sha256, startStandIn } from './stand-in.ts';

// Numbers that do not compress: about 56 MB, where one stream becomes four ranges.
const huge = 'SELECT hash(range) AS n FROM range(7000000)';

test('a large file comes in four ranges and is whole in the end', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(huge);
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync']);

  const ranges = downloadsOf(server).map(({ headers }) => String(headers.range));
  const share = Math.ceil(bytes.length / 4);
  t.is(code, 0);
  t.deepEqual(
    ranges.sort(),
    [
      `bytes=0-${share - 1}`,
      `bytes=${share}-${2 * share - 1}`,
      `bytes=${2 * share}-${3 * share - 1}`,
      `bytes=${3 * share}-${bytes.length - 1}`,
    ].sort(),
  );
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a range of a large file goes on where it was, and the whole is verified', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(huge);
  const share = Math.ceil(bytes.length / 4);
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync', '--table', 'nope']);
  const side = machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`);
  await writeFile(side, bytes.subarray(0, share));
  await writeFile(`${side}.2`, bytes.subarray(2 * share, 2 * share + 1000));

  const { code } = await machine.run(['sync']);

  const ranges = downloadsOf(server).map(({ headers }) => String(headers.range));
  t.is(code, 0);
  t.false(ranges.some((range) => range.startsWith('bytes=0-')));
  t.true(ranges.includes(`bytes=${2 * share + 1000}-${3 * share - 1}`));
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a large file interrupted while its ranges were joined goes on as one stream', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(huge);
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync', '--table', 'nope']);
  const side = machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`);
  await writeFile(side, bytes.subarray(0, 20_000_000));
  await writeFile(`${side}.3`, 'left over');

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.is(downloadsOf(server).at(-1)?.headers.range, `bytes=20000000-${bytes.length - 1}`);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a large file comes in one stream from a server without ranges', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(huge);
  server.tables.set('orders', { bytes });
  server.answers.set('GET /api/data/orders/download', (request, response) => {
    delete request.headers.range;
    sendBytes(request, response, bytes);
  });
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});
