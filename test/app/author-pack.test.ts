import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { packPlugin } from '../../host/app/author/pack-plugin.ts';
import { readTree, treeHash } from '../../host/kernel/tree.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { made } from './support/new-plugin-folder.ts';

const run = promisify(execFile);

test('two archives of a plugin are the same bytes, and unpacked they are the tree that was told', async (t) => {
  const folder = await made(t, 'hook');
  await mkdir(join(folder, '.git'));
  await writeFile(join(folder, '.git', 'HEAD'), 'history stays at home');
  const unpacked = await tempFolder(t);
  const out = join(unpacked, '..', 'second.tgz');

  const first = await packPlugin({ folder });
  const second = await packPlugin({ folder, out });

  await run('tar', ['xzf', out, '-C', unpacked]);
  t.deepEqual(await readFile(String(first.data['file'])), await readFile(out));
  t.is(first.data['integrity'], second.data['integrity']);
  t.is(first.data['tree_hash'], `sha256-${await treeHash(await readTree(unpacked, 'refuse'))}`);
});

test('what is private is not packed, and a place that cannot be written to is told', async (t) => {
  const folder = await made(t, 'skill');
  const out = (path: string) => packPlugin({ folder, out: path });
  await writeFile(join(folder, '.env.example'), 'TOKEN=');
  const elsewhere = join(folder, '..');
  await t.throwsAsync(out(elsewhere), { code: 'plugin_not_packable', message: /EISDIR/ });
  await t.throwsAsync(out(join(elsewhere, 'no', 'x.tgz')), {
    code: 'plugin_not_packable',
    message: /ENOENT/,
  });
  const hidden = ['.env', '.env.local', '.npmrc', 'tls/server.key', '.ssh/config', 'lib/.git/config'];
  for (const path of hidden) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), 'secret');
  }

  const error = await t.throwsAsync(packPlugin({ folder }), { code: 'plugin_not_packable' });

  for (const path of hidden) t.true(error.message.includes(`"${path}" would be shipped`), path);
  t.false(error.message.includes('example'));
});
