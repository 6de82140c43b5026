import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { lockName } from '../../host/kernel/read-generation.ts';
import { managing } from '../support/managing-plugins.ts';

/** A host with the generations 1 to 3. */
const three = async (t: ExecutionContext) => {
  const { install, package_, parts, generations, manager, store } = await managing(t);
  await install(await package_('1.0.0'));
  await install(await package_('1.1.0'));
  const numbers = async () => (await parts.files.all()).map(({ generation }) => generation);
  return { ...parts, manager, store, numbers, path: join(generations, lockName(2)) };
};

test('a lock file that is as it was is not read again, nor what the table says of it', async (t) => {
  const { files, log } = await three(t);
  const [locks, told] = [await files.all(), await log.all()];

  const [again, toldAgain] = [await files.all(), await log.all()];

  t.is(locks.length, 3);
  for (const [index, lock] of locks.entries()) t.is(again[index], lock);
  for (const [index, { lock }] of told.entries()) t.is(toldAgain[index]?.lock, lock);
});

test('a lock file that was changed, although its length is the same, counts no longer, and does again when it is put right', async (t) => {
  const { numbers, path } = await three(t);
  t.deepEqual(await numbers(), [3, 2, 1]);
  const text = await readFile(path, 'utf8');

  await writeFile(path, text.replace('u1', 'u2'));
  t.deepEqual(await numbers(), [3, 1]);

  await writeFile(path, text);
  t.deepEqual(await numbers(), [3, 2, 1]);
});

test('a row that holds another lock by now is read anew', async (t) => {
  const { log, files } = await three(t);
  const [newest = t.fail()] = await files.all();
  await log.all();

  await log.failed({ ...newest, reason: 'told anew' }, 'failed', 'because');

  t.like((await log.all())[0], { lock: { reason: 'told anew' }, status: 'failed', reason: 'because' });
});

test('whatever fails after a generation was put in place, its file stays', async (t) => {
  const { files, numbers } = await three(t);

  for (const generation of [3, 2]) await files.forget(generation);

  t.deepEqual(await numbers(), [3, 1]);
  t.is((await files.current()).fault, undefined);
});
