import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { rowsOf, run } from '../fixtures/connector-run/run.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Attempt → result, of those that did not end in one of the refusals Node or the seat belt gives. */
const unrefused = (rows: readonly Record<string, unknown>[]): unknown[] =>
  rows
    .filter(({ result }) => result !== 'ERR_ACCESS_DENIED' && result !== 'ERR_DLOPEN_DISABLED')
    .map(({ attempt, result }) => `${attempt}: ${result}`);

test('a connector reads and writes nothing beside its grants', async (t) => {
  const outside = await tempFolder(t);
  const granted = await tempFolder(t);
  const secretFile = join(outside, 'secret.mjs');
  await writeFile(secretFile, 'export default 1;');
  await writeFile(join(granted, 'given.csv'), 'a\n1\n');

  const ran = await run(t, {
    entry: 'escape-files.ts',
    config: { secretFile, outside, granted },
    readable: [granted],
  });

  const rows = await rowsOf(ran);
  t.is(rows.length, 28);
  t.deepEqual(unrefused(rows), ['read a granted file: got through']);
  t.deepEqual(await readdir(outside), ['secret.mjs']);
  t.deepEqual(await readdir(granted), ['given.csv']);
});

test('a connector starts no process, loads no addon and signals nobody', async (t) => {
  const rows = await rowsOf(await run(t, { entry: 'escape-process.ts' }));

  t.is(rows.length, 25);
  t.deepEqual(unrefused(rows), [
    'open SQLite: ERR_UNKNOWN_BUILTIN_MODULE',
    'restore what was taken: Cannot redefine property: kill',
    'find something in the environment: empty',
  ]);
});

test('a connector has no network of its own', async (t) => {
  const { port } = await startUpstream(t, (_request, response) => {
    response.end();
  });

  const rows = await rowsOf(await run(t, { entry: 'escape-network.ts', config: { port } }));

  t.is(rows.length, 9);
  t.deepEqual(unrefused(rows), []);
});
