import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { grantedFolders } from '../../host/extract/granted-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a folder is granted by its path or as an address of this machine, below a root and nowhere else', async (t) => {
  const root = await tempFolder(t);
  await mkdir(join(root, 'a b'));
  const manifest = { capabilities: { files: [{ from: 'config.location', why: 'It is read.' }] } };
  const granted = (location: string) => grantedFolders({ manifest, config: { location }, roots: [root] });

  t.deepEqual(await granted(join(root, 'a b')), [join(root, 'a b')]);
  t.deepEqual(await granted(`file:${root}/a%20b`), [join(root, 'a b')]);
  t.deepEqual(await granted(`file://${root}/a%20b`), [join(root, 'a b')]);
  t.deepEqual(await granted('https://example.com/a'), []);
  for (const elsewhere of [
    '/etc',
    'file:///etc',
    `file://${root}/..%2F..%2Fetc`,
    'file://server/share',
    'a/b',
  ])
    await t.throwsAsync(granted(elsewhere), { code: 'folder_not_granted' });
});
