import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type HostKeys, hostKeys } from '../../host/identity/credentials/host-keys.ts';
import { tempFolder } from '../support/temp-folder.ts';

const text = (key: Uint8Array): string => new TextDecoder().decode(key);
const texts = ({ session, preLogin, desktop }: HostKeys): string[] => [session, preLogin, desktop].map(text);

const files = ['desktop-secret', 'jwt-secret', 'session-secret'];
const given = {
  JWT_SECRET_KEY: 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa',
  SESSION_SECRET: 'Zk8Qw3rT6yU1iO9pA4sD7fG2hJ5lX0cV',
  DESKTOP_JWT_SECRET: 'mN3bV6cX9zL2kJ5hG8fD1sA4pO7iU0yT',
};

test('without keys in the environment three are made, different and readable by their owner only', async (t) => {
  const folder = join(await tempFolder(t), 'state');

  const made = texts(await hostKeys({ env: {}, folder }));

  t.true(made.every((key) => /^[0-9a-f]{64}$/.test(key)));
  t.is(new Set(made).size, 3);
  t.deepEqual((await readdir(folder)).sort(), files);
  t.deepEqual(
    await Promise.all(files.map(async (file) => (await stat(join(folder, file))).mode & 0o777)),
    [0o600, 0o600, 0o600],
  );
  t.is(await readFile(join(folder, 'session-secret'), 'utf8'), `${made[1]}`);
});

test('keys once made are kept', async (t) => {
  const folder = await tempFolder(t);

  const first = await hostKeys({ env: {}, folder });
  const second = await hostKeys({ env: { JWT_SECRET_KEY: '', SESSION_SECRET: '' }, folder });

  t.deepEqual(second, first);
});

test('hosts that make the keys at the same moment agree on them', async (t) => {
  const folder = await tempFolder(t);

  const keys = await Promise.all(Array.from({ length: 8 }, () => hostKeys({ env: {}, folder })));

  t.is(new Set(keys.map((made) => texts(made).join())).size, 1);
});

test('the keys of the environment win, and no file is made', async (t) => {
  const folder = await tempFolder(t);

  const keys = await hostKeys({ env: given, folder });

  t.deepEqual(texts(keys), Object.values(given));
  t.deepEqual(await readdir(folder), []);
});

const refused = (t: ExecutionContext, env: Readonly<Record<string, string>>) => async (code: string) => {
  const folder = await tempFolder(t);
  const error = await t.throwsAsync(() => hostKeys({ env: { ...given, ...env }, folder }), { code });
  t.false(Object.values(env).some((key) => error?.message.includes(key)));
};

const isRefused = test.macro(async (t, key: string) => {
  await refused(t, { JWT_SECRET_KEY: key })('secret_too_short');
  await refused(t, { SESSION_SECRET: key })('secret_too_short');
  await refused(t, { DESKTOP_JWT_SECRET: key })('secret_too_short');
});

test('T36: a key of 31 characters is refused', isRefused, 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fG');
test('T36: a key that repeats a few characters is refused', isRefused, 'ababababababababababababababababab');
test('T36: sample 1 is refused', isRefused, 'your-secret-key-change-in-production');
test('T36: sample 2 is refused', isRefused, 'change-me-change-me-change-me-change-me');
test('T36: sample 3 is refused', isRefused, 'CHANGE_THIS_TO_A_LONG_RANDOM_STRING_PLEASE');
test('T36: sample 4 is refused', isRefused, 'your-256-bit-secret-your-256-bit-secret');
test('T36: sample 5 is refused', isRefused, 'a-string-secret-at-least-256-bits-long');
test('T36: sample 6 is refused', isRefused, 'dev-secret-key-do-not-use-in-production');
test('T36: sample 7 is refused', isRefused, 'django-insecure-8x!k2m#v9q@w4e7r1t5y3u6');
test('T36: sample 8 is refused', isRefused, 'supersecretsupersecretsupersecret42');
test('T36: sample 9 is refused', isRefused, '0123456789abcdef0123456789abcdef');
test('T36: sample 10 is refused', isRefused, 'replace-with-openssl-rand-hex-32-output');
test('T36: sample 11 is refused', isRefused, 'development-only-jwt-signing-value-xyz');
test('T36: sample 12 is refused', isRefused, 'password-password-password-password1');

test('T36: one key for two purposes is refused, wherever they come from', async (t) => {
  const folder = await tempFolder(t);
  const kept = text((await hostKeys({ env: {}, folder })).session);

  await refused(t, { SESSION_SECRET: given.JWT_SECRET_KEY })('secrets_equal');
  await refused(t, { DESKTOP_JWT_SECRET: given.SESSION_SECRET })('secrets_equal');
  await t.throwsAsync(() => hostKeys({ env: { DESKTOP_JWT_SECRET: kept }, folder }), {
    code: 'secrets_equal',
    message: 'The signing keys DESKTOP_JWT_SECRET and state/jwt-secret are the same.',
  });
});

test('a kept key that was cut short is refused, not replaced', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'session-secret'), 'short');

  await t.throwsAsync(() => hostKeys({ env: {}, folder }), { code: 'secret_too_short' });
});
