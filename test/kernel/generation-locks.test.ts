import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { canonicalJson, contentHash, lockText } from '../../host/kernel/generation-lock.ts';
import {
  lockName,
  pointerCopyName,
  pointerName,
  readGeneration,
  readLock,
} from '../../host/kernel/read-generation.ts';
import { tempFolder } from '../support/temp-folder.ts';

const lockOf = (generation: number) => ({
  generation,
  parent: generation === 1 ? null : generation - 1,
  createdAt: '2027-01-01T00:00:00.000Z',
  createdBy: 'u1',
  reason: 'test',
  host: { version: '0.1.0' },
  plugins: [],
});

/** A folder with so many generations, the last of which is current, and a way to write one of them anew. */
const generations = async (t: ExecutionContext, last: number) => {
  const folder = await tempFolder(t);
  const write = (generation: number, text: string) => writeFile(join(folder, lockName(generation)), text);
  await mkdir(folder, { recursive: true });
  for (let one = 1; one <= last; one++) await write(one, lockText(lockOf(one)));
  const sha256 = contentHash(lockText(lockOf(last)));
  await writeFile(join(folder, pointerName), canonicalJson({ generation: last, sha256, local: {} }));
  return { folder, write };
};

const changed = (generation: number) => lockText(lockOf(generation)).replace('test', 'evil');

test('a broken file of a generation never stops a start: the newest older one is used, and it is said why', async (t) => {
  t.deepEqual(await readGeneration(join(await tempFolder(t), 'none')), {});
  const { folder, write } = await generations(t, 2);
  t.deepEqual((await readGeneration(folder)).lock, lockOf(2));

  await write(2, changed(2));
  const older = await readGeneration(folder);
  await write(1, '{');
  const nothing = await readGeneration(folder);
  await writeFile(join(folder, pointerName), '{');
  const blind = await readGeneration(folder);

  t.is(older.lock?.generation, 1);
  t.regex(older.fault ?? '', /generation 2 .*changed after it was written.*Generation 1 is used/);
  t.is(nothing.lock, undefined);
  t.regex(nothing.fault ?? '', /generation 1 .*not JSON.*Only what ships with the host is used/);
  t.regex(blind.fault ?? '', /^current\.json is broken/);
});

test('a lock that was changed never counts: not as the parent, not as an older one, not where no file names the current one', async (t) => {
  const { folder, write } = await generations(t, 4);
  await write(4, '{');
  await write(3, changed(3));
  const further = await readGeneration(folder);
  // As a host wrote it that put no hash into it: nobody can say whether it is still that.
  await write(2, canonicalJson(lockOf(2)));
  const unsealed = await readGeneration(folder);
  await rm(join(folder, pointerName));
  await writeFile(join(folder, pointerCopyName), '');
  const blind = await readGeneration(folder);
  await write(1, changed(1));
  const none = await readGeneration(folder);

  t.is(further.lock?.generation, 2);
  t.regex(
    further.fault ?? '',
    /generation 4 .*generation 3 .*changed after it was written.*Generation 2 is used/,
  );
  t.is(unsealed.lock?.generation, 1);
  t.regex(unsealed.fault ?? '', /generation 2 .*does not hold its own hash.*Generation 1 is used/);
  t.is(blind.lock?.generation, 1);
  t.is(none.lock, undefined);
  t.regex(
    none.fault ?? '',
    /generation 1 .*changed after it was written.*Only what ships with the host is used/,
  );
});

test('a lock without its hash is as good as before where the pointer knows its hash, and is gone back to when asked', async (t) => {
  const { folder, write } = await generations(t, 2);
  const text = canonicalJson(lockOf(2));
  await write(2, text);
  const pointer = { generation: 2, sha256: contentHash(text), local: {} };
  await writeFile(join(folder, pointerName), canonicalJson(pointer));

  t.deepEqual(await readGeneration(folder), { pointer, lock: lockOf(2) });
  t.deepEqual(await readLock(folder, { generation: 2 }), lockOf(2));
  await write(1, changed(1));
  await t.throwsAsync(() => readLock(folder, { generation: 1 }), { message: /changed after it was written/ });
});
