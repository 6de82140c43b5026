import { hash } from 'node:crypto';
import { symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { readTree, treeHash } from '../../host/kernel/tree.ts';
import { writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

const files = { 'b.ts': 'two', 'lib/a.ts': 'one', '.hidden': '' };

test('the hash is over the sorted lines of hash and path', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'x', files);
  const lines = [
    `${hash('sha256', 'two')}  b.ts\n`,
    `${hash('sha256', 'one')}  lib/a.ts\n`,
    `${hash('sha256', '')}  .hidden\n`,
  ];

  const found = await treeHash(await readTree(folder, 'refuse'));

  t.is(found, hash('sha256', lines.toSorted().join('')));
});

test('the hash knows content and names, and neither places nor times', async (t) => {
  const parent = await tempFolder(t);
  const one = await writePlugin(parent, 'one', files);
  const two = await writePlugin(parent, 'two', files);
  const renamed = await writePlugin(parent, 'three', { ...files, 'b.ts': 'one', 'lib/a.ts': 'two' });
  await utimes(join(two, 'b.ts'), 1, 1);

  const [first, second, third] = await Promise.all(
    [one, two, renamed].map(async (folder) => treeHash(await readTree(folder, 'refuse'))),
  );

  t.is(first, second);
  t.not(first, third);
});

test('a link to a file is refused, wherever it leads', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'x', files);
  await symlink(join(folder, 'b.ts'), join(folder, 'lib', 'link.ts'));

  await t.throwsAsync(readTree(folder, 'refuse'), {
    code: 'plugin_tree_refused',
    message: /"lib\/link\.ts" in the plugin's folder is a link/,
  });
});

test('a link to a folder is refused and not followed', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'x', files);
  await symlink('/', join(folder, 'root'));

  await t.throwsAsync(readTree(folder, 'refuse'), { message: /"root" in the plugin's folder is a link/ });
});

test('a folder that is itself a link is refused', async (t) => {
  const parent = await tempFolder(t);
  await symlink(await writePlugin(parent, 'x', files), join(parent, 'link'));

  await t.throwsAsync(readTree(join(parent, 'link'), 'refuse'), { code: 'plugin_tree_refused' });
});

test('installed packages are refused, or left out where the host installed them', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'x', { ...files, 'node_modules/y/index.js': '' });

  const tree = await readTree(folder, 'skip');

  t.deepEqual([...tree.files.keys()].sort(), ['.hidden', 'b.ts', 'lib/a.ts']);
  await t.throwsAsync(readTree(folder, 'refuse'), {
    message: /"node_modules" .* is not shipped with a plugin/,
  });
});

test('a name with a line break is refused', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'x', { 'a\nb.ts': '' });

  await t.throwsAsync(readTree(folder, 'refuse'), { message: /has a name that is not allowed/ });
});

test('a folder that is too large is refused', async (t) => {
  const folder = await writePlugin(await tempFolder(t), 'x', { 'big.bin': 'x'.repeat(50 * 1024 * 1024 + 1) });

  await t.throwsAsync(readTree(folder, 'refuse'), {
    message: /"big\.bin" .* makes it larger than 52428800 bytes/,
  });
});
