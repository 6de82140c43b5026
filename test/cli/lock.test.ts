import { mkdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('a second sync of the same workspace is refused while the first one runs', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const asked = Promise.withResolvers<void>();
  const proceed = Promise.withResolvers<void>();
  server.answers.set('GET /api/sync/manifest', (request, response) => {
    asked.resolve();
    void proceed.promise.then(() => json({ tables: {} })(request, response));
  });
  const first = machine.run(['sync']);
  await asked.promise;

  const second = await machine.run(['sync', '--json']);
  proceed.resolve();

  t.is(second.code, 1);
  t.like(JSON.parse(second.stdout), { ok: false, error: { code: 'sync_running' } });
  t.is((await first).code, 0);
});

test('the lock of a process that is gone is broken', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await mkdir(machine.path('.agnes'), { recursive: true });
  // Larger than any process id.
  await writeFile(machine.path('.agnes/lock'), '99999999');

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  await t.throwsAsync(readFile(machine.path('.agnes/lock')), { code: 'ENOENT' });
});
