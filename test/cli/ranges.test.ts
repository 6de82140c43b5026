import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { parquetOf } from './parquet.ts';
import { ended, newMachine } from './run-agnes.ts';
import { downloadsOf, problem, sendBytes, sha256, startStandIn } from './stand-in.ts';
import { holdAfter, writtenAt } from './trouble.ts';

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

test('killed while its ranges arrive, a large file goes on in each where it was, and the whole is verified', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(huge);
  const share = Math.ceil(bytes.length / 4);
  const sent = 5_000_000;
  server.tables.set('orders', { bytes });
  server.answers.set('GET /api/data/orders/download', holdAfter(bytes, sent));
  const machine = await newMachine(t, server.url);
  const side = machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`);
  const child = machine.start(['sync']);
  const written = bytes.subarray(2 * share, 2 * share + sent - 1_000_000);
  await writtenAt(child, side, { bytes: written, position: 2 * share });

  child.kill('SIGKILL');
  await ended(child);
  server.answers.delete('GET /api/data/orders/download');
  server.heads.length = 0;
  const { code } = await machine.run(['sync']);

  const starts = downloadsOf(server).map(({ headers }) =>
    Number(/^bytes=(\d+)-/.exec(String(headers.range))?.[1]),
  );
  t.is(code, 0);
  t.is(starts.length, 4);
  const third = starts.find((start) => start >= 2 * share && start < 3 * share) ?? 0;
  t.true(third >= 2 * share + 2_000_000 && third <= 2 * share + sent, `${third - 2 * share}`);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('what an earlier sync wrote between its ranges is not trusted: wrong bytes come once more', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(huge);
  const share = Math.ceil(bytes.length / 4);
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync', '--table', 'nope']);
  const side = machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`);
  const record = Buffer.alloc(32);
  record.writeDoubleLE(1000, 8);
  await writeFile(side, Buffer.concat([Buffer.alloc(bytes.length), record]));

  const { code } = await machine.run(['sync']);

  const ranges = downloadsOf(server).map(({ headers }) => headers.range);
  t.is(code, 0);
  t.true(ranges.includes(`bytes=${share + 1000}-${2 * share - 1}`));
  t.is(ranges.at(-1), undefined);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('with enough other files beside it a large one comes in one stream', async (t) => {
  const server = await startStandIn(t);
  const files = await Promise.all(
    [0, 1, 2, 3].map((seed) => parquetOf(huge.replace('range)', `range, ${seed})`))),
  );
  for (const [i, bytes] of files.entries()) server.tables.set(`orders${i}`, { bytes });
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.deepEqual(
    downloadsOf(server).map(({ headers }) => headers.range),
    [undefined, undefined, undefined, undefined],
  );
});

test('a large file of which more than a fourth came in one stream goes on as one stream', async (t) => {
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

test('when one range of a file is refused, those that wait are not asked for', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf(huge) });
  server.answers.set('GET /api/data/orders/download', problem(403));
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync'], { env: { AGNES_PARALLEL: '2' } });

  t.is(code, 1);
  t.is(downloadsOf(server).length, 2);
});
