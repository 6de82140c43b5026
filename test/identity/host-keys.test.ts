import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { signingKey } from '../../host/identity/credentials/signing-key.ts';
import { tempFolder } from '../support/temp-folder.ts';

const text = (key: Uint8Array): string => new TextDecoder().decode(key);

test('without a key in the environment one is made, readable by its owner only', async (t) => {
  const folder = join(await tempFolder(t), 'state');

  const key = await signingKey({ env: {}, folder });

  const path = join(folder, 'jwt-secret');
  t.regex(text(key), /^[0-9a-f]{64}$/);
  t.is(await readFile(path, 'utf8'), text(key));
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.deepEqual(await readdir(folder), ['jwt-secret']);
});

test('a key once made is kept', async (t) => {
  const folder = await tempFolder(t);

  const first = await signingKey({ env: {}, folder });
  const second = await signingKey({ env: { JWT_SECRET_KEY: '' }, folder });

  t.deepEqual(second, first);
});

test('hosts that make the key at the same moment agree on one', async (t) => {
  const folder = await tempFolder(t);

  const keys = await Promise.all(Array.from({ length: 8 }, () => signingKey({ env: {}, folder })));

  t.is(new Set(keys.map(text)).size, 1);
});

test('the key of the environment wins, and no file is made', async (t) => {
  const folder = await tempFolder(t);
  const given = 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa';

  const key = await signingKey({ env: { JWT_SECRET_KEY: given }, folder });

  t.is(text(key), given);
  t.deepEqual(await readdir(folder), []);
});

const isRefused = test.macro(async (t, given: string) => {
  const folder = await tempFolder(t);

  const error = await t.throwsAsync(() => signingKey({ env: { JWT_SECRET_KEY: given }, folder }), {
    code: 'secret_too_short',
  });

  t.false(error?.message.includes(given));
});

test('a key of 31 characters is refused', isRefused, 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fG');
test('a key out of a sample is refused', isRefused, 'your-secret-key-change-in-production');
test('a key that repeats a few characters is refused', isRefused, 'abababababababababababababababababab');

test('a kept key that was cut short is refused, not replaced', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'jwt-secret'), 'short');

  await t.throwsAsync(() => signingKey({ env: {}, folder }), { code: 'secret_too_short' });
});
