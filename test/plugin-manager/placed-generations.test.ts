import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { placedFile } from '../../host/kernel/placed-generations.ts';
import { pointerCopyName, pointerName } from '../../host/kernel/read-generation.ts';
import { managing, signal } from '../support/managing-plugins.ts';

/** A host with one version, and a newer one whose lock was written down when the host ended: it was never current. */
const written = async (t: ExecutionContext) => {
  const lab = await managing(t);
  const { install, package_, generations, parts } = lab;
  const lock = await install(await package_('1.0.0'));
  const never = { ...lock, generation: lock.generation + 1, parent: lock.generation, reason: 'cut off' };
  await parts.files.write(never);
  const spoil = async () => {
    await writeFile(join(generations, pointerName), '{');
    await rm(join(generations, pointerCopyName), { force: true });
  };
  return { ...lab, files: parts.files, lock, never, spoil };
};

test('where no file names the current generation, one that was only written down is not used', async (t) => {
  const { files, lock, spoil } = await written(t);
  await spoil();

  const { lock: used, fault = '' } = await files.current();

  t.is(used?.generation, lock.generation);
  t.regex(fault, /of plugin generation 3 cannot be used: it was never current.*Generation 2 is used\./);
});

test('neither is it used where the current generation and its parent are broken', async (t) => {
  const { files, lock, never, generations } = await written(t);
  const third = { ...never, generation: 4, reason: 'third' };
  await files.write(third);
  await files.point(third, {});
  await rm(join(generations, '000004.lock.json'));
  await rm(join(generations, '000002.lock.json'));

  t.deepEqual(lock.parent, 1);
  t.is((await files.current()).lock?.generation, 1);
});

test('one that was current and was taken back is not come upon again', async (t) => {
  const { files, lock, never, spoil } = await written(t);
  await files.point(never, {});
  await files.point(lock, {});
  await spoil();

  t.is((await files.current()).lock?.generation, lock.generation);
});

test('where nobody knows which generation was ever current, the newest is used and that is said', async (t) => {
  const { files, generations, spoil } = await written(t);
  await spoil();
  for (const text of ['{', '[{}]']) {
    await writeFile(placedFile(generations), text);
    const { lock, fault = '' } = await files.current();
    t.is(lock?.generation, 3);
    t.regex(fault, /Generation 3 is used; no file says whether it was ever current\.$/);
  }
});

test('a start writes down what earlier hosts did not: the current generation and those it was made from', async (t) => {
  const { manager, generations, install, package_ } = await written(t);
  await install(await package_('1.1.0'));
  const text = await readFile(placedFile(generations), 'utf8');
  t.deepEqual(
    JSON.parse(text).map(({ generation }: { generation: number }) => generation),
    [1, 2, 4],
  );
  await rm(placedFile(generations));

  await manager.resume(signal);

  t.is(await readFile(placedFile(generations), 'utf8'), text);
});
