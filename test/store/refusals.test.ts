import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sql } from 'kysely';
import { migrations } from '../../host/store/migrations.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { newest, nextRelease, stepAfter } from './support/next-step.ts';
import { storeOptions } from './support/opened-store.ts';
import { startProgram } from './support/run-program.ts';
import { bytesOf, usedFolder } from './support/used-folder.ts';

test('a file of a newer host is refused with both versions and not a byte of it changes', async (t) => {
  const folder = await usedFolder(t, nextRelease);
  const writer = startProgram({ name: 'hold-store', args: [folder, 'next'] });
  await once(writer.stdout, 'data');
  writer.kill('SIGKILL');
  await once(writer, 'close');
  const before = await bytesOf(folder);

  await t.throwsAsync(openSystemStore(storeOptions(folder)), {
    name: 'state_newer',
    message: new RegExp(`is version ${newest + 1}; this host knows versions up to ${newest}`),
  });

  t.deepEqual(Object.keys(before), ['system.duckdb', 'system.duckdb.wal']);
  t.deepEqual(await bytesOf(folder), before);
});

test('a step that was applied with other contents stops the start', async (t) => {
  const folder = await usedFolder(t);
  const before = await bytesOf(folder);
  const changed = migrations.map((step) => ({ ...step, source: import.meta.url }));

  await t.throwsAsync(openSystemStore({ ...storeOptions(folder), migrations: changed }), {
    name: 'state_history',
    message: /step 0024-baseline was applied with other contents/,
  });

  t.deepEqual(await bytesOf(folder), before);
});

test('a gap in the numbers stops the start', async (t) => {
  const folder = await usedFolder(t);
  const gap = { ...stepAfter(migrations, async () => {}), version: newest + 2 };

  await t.throwsAsync(openSystemStore({ ...storeOptions(folder), migrations: [...migrations, gap] }), {
    name: 'state_history',
    message: new RegExp(`step ${newest} is followed by step ${newest + 2}`),
  });
});

test('a database of something else is refused and left alone', async (t) => {
  const folder = await usedFolder(t);
  await using store = await openSystemStore(storeOptions(folder));
  await store.keep((tx) => sql`alter table schema_migrations rename to schema_version`.execute(tx));
  await store[Symbol.asyncDispose]();
  const before = await bytesOf(folder);

  await t.throwsAsync(openSystemStore(storeOptions(folder)), {
    name: 'state_history',
    message: /it has no table schema_migrations/,
  });

  t.deepEqual(await bytesOf(folder), before);
});

const refusedWhenDamaged = test.macro({
  title: (_, offset: number) =>
    `F58: a file with a damaged byte at ${offset} is refused with what to do, and left alone`,
  async exec(t, offset: number) {
    const folder = await usedFolder(t);
    const path = join(folder, 'state', 'system.duckdb');
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 0xff, offset);
    await writeFile(path, bytes);
    const before = await bytesOf(folder);

    await t.throwsAsync(openSystemStore(storeOptions(folder)), {
      name: 'state_unreadable',
      message: /system\.duckdb cannot be opened: .*checksum/,
    });

    t.deepEqual(await bytesOf(folder), before);
  },
});

test(refusedWhenDamaged, 100);
test(refusedWhenDamaged, 4_196);
test(refusedWhenDamaged, 8_292);

test('a log without its file is never replayed into a new file', async (t) => {
  const folder = await tempFolder(t);
  const writer = startProgram({ name: 'hold-store', args: [folder] });
  await once(writer.stdout, 'data');
  writer.kill('SIGKILL');
  await once(writer, 'close');
  await rm(join(folder, 'state', 'system.duckdb'));

  await t.throwsAsync(openSystemStore(storeOptions(folder)), {
    name: 'state_unreadable',
    message: /system\.duckdb\.wal belongs to no file/,
  });
});
