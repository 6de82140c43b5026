import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import { storeTree } from '../../host/kernel/plugin-store.ts';
import { readTree, treeHash } from '../../host/kernel/tree.ts';
import { pluginFolders, writePlugin } from '../support/plugin-folders.ts';

const files = { 'connector.ts': 'one', 'lib/a.ts': 'two' };

test('a tree is copied to the address of its content', async (t) => {
  const { local, store } = await pluginFolders(t);
  const tree = await readTree(await writePlugin(local, 'x', files), 'refuse');

  const address = await storeTree(tree, store);

  t.is(address, join(store, `sha256-${await treeHash(tree)}`));
  t.is(await readFile(join(address, 'lib', 'a.ts'), 'utf8'), 'two');
  t.is((await stat(join(address, 'connector.ts'))).mode & 0o222, 0);
});

test('the same content has one address, changed content another, and both stay', async (t) => {
  const { local, store } = await pluginFolders(t);
  const [x, y] = [await writePlugin(local, 'x', files), await writePlugin(local, 'y', files)];
  const first = await storeTree(await readTree(x, 'refuse'), store);
  const second = await storeTree(await readTree(y, 'refuse'), store);
  await writeFile(join(y, 'connector.ts'), 'three');

  const third = await storeTree(await readTree(y, 'refuse'), store);

  t.is(first, second);
  t.deepEqual((await readdir(store)).sort(), [basename(first), basename(third)].sort());
});

test('a stored tree that was changed is copied again', async (t) => {
  const { local, store } = await pluginFolders(t);
  const tree = await readTree(await writePlugin(local, 'x', files), 'refuse');
  const address = await storeTree(tree, store);
  await chmod(join(address, 'connector.ts'), 0o600);
  await writeFile(join(address, 'connector.ts'), 'evil');

  await storeTree(tree, store);

  t.is(await readFile(join(address, 'connector.ts'), 'utf8'), 'one');
});

test('what a copy that was cut off left behind is no part of the next', async (t) => {
  const { local, store } = await pluginFolders(t);
  await mkdir(store);
  await writePlugin(store, '.incoming', { 'half.ts': 'half' });
  const tree = await readTree(await writePlugin(local, 'x', files), 'refuse');

  const address = await storeTree(tree, store);

  t.deepEqual((await readdir(address)).sort(), ['connector.ts', 'lib']);
  t.deepEqual(await readdir(store), [basename(address)]);
});
