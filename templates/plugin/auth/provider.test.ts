import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuthHost, FormAttempt } from '@agnes/sdk';
import { fakeHttp } from '@agnes/sdk/testing';
import provider from './provider.ts';
import type { Settings } from './settings.ts';

const ada = { id: '7', email: 'ada@example.com', name: 'Ada' };

/** A host beside a directory that knows Ada. */
const hostWith = (settings: Settings): AuthHost<Settings> => ({
  settings,
  http: fakeHttp({
    answer: ({ body = '' }) =>
      body.includes('"password":"right"') ? { text: JSON.stringify(ada) } : { status: 401 },
  }).http,
  log: () => {},
  mail: () => ({ ok: true }),
  hasSecret: () => false,
  isDevelopment: false,
});

const signIn = async (password: string) => {
  const [method] = provider.methods(hostWith({ url: 'https://directory.example.com' }));
  assert.ok(method?.kind === 'form');
  // The form uses what was typed and nothing else.
  return method.flows['sign-in'].complete.run({
    values: { user: 'ada', password },
  } as unknown as FormAttempt);
};

test('who the directory knows is claimed as it says', async () => {
  assert.deepEqual(await signIn('right'), {
    issuer: 'https://directory.example.com',
    subject: '7',
    email: 'ada@example.com',
    emailVerified: true,
    name: 'Ada',
  });
});

test('a wrong password proves nothing', async () => {
  assert.equal(await signIn('wrong'), undefined);
});

test('without an address the method is not offered', () => {
  const [method] = provider.methods(hostWith({}));

  assert.deepEqual(method?.available(), { ok: false, reason: 'url is not set.' });
});
