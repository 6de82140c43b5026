import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { checkOwner } from '../../host/app/open-state.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a database of another user is not opened: what root writes the host could not read', async (t) => {
  const path = join(await tempFolder(t), 'system.duckdb');
  await writeFile(path, '');
  const self = process.getuid?.() ?? 0;

  const error = await t.throwsAsync(checkOwner(path, self + 1));

  t.like(error, { code: 'not_the_owner', kind: 'forbidden' });
  await t.notThrowsAsync(checkOwner(path, self));
});

test('a folder without a database is no instance, and none is made in it', async (t) => {
  const path = join(await tempFolder(t), 'system.duckdb');

  await t.throwsAsync(checkOwner(path, 0), { code: 'state_missing' });
});
