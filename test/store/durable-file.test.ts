import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { renameDurably, writeDurably } from '../../host/store/durable-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a file is replaced as a whole and nothing else is left beside it', async (t) => {
  const folder = await tempFolder(t);
  const path = join(folder, 'a.json');
  await writeFile(path, 'the old contents, which are longer');

  await writeDurably(path, 'new');

  t.is(await readFile(path, 'utf8'), 'new');
  t.deepEqual(await readdir(folder), ['a.json']);
});

test('a replacement that fails leaves what was there and no draft', async (t) => {
  const folder = await tempFolder(t);
  const path = join(folder, 'taken');
  await mkdir(path);

  await t.throwsAsync(writeDurably(path, 'new'), { code: 'EISDIR' });

  t.deepEqual(await readdir(folder), ['taken']);
});

test('a rename replaces what had the name', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'from'), 'new');
  await writeFile(join(folder, 'to'), 'old');

  await renameDurably(join(folder, 'from'), join(folder, 'to'));

  t.is(await readFile(join(folder, 'to'), 'utf8'), 'new');
  t.deepEqual(await readdir(folder), ['to']);
});
