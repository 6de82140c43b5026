import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { FormAttempt, FormMethod } from '@agnes/sdk';
import { fakeHttp } from '@agnes/sdk/testing';
import test, { type ExecutionContext } from 'ava';
import { pluginFolders } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';

const ada = { id: '7', email: 'ada@example.com', name: 'Ada' };

/** The plugin of the page beside a directory that knows Ada. */
const started = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  await cp('docs/examples/sign-in', join(folders.bundled, 'auth-staff'), { recursive: true });
  const { http, requests } = fakeHttp({
    answer: ({ body = '' }) =>
      body.includes('"password":"right"') ? { text: JSON.stringify(ada) } : { status: 401 },
  });
  const { plugins } = await startPlugins(t, folders, {
    settingsOf: () => ({ url: 'https://staff.example.com' }),
    http: () => ({ ...http, [Symbol.asyncDispose]: async () => undefined }),
  });
  // The plugin of the page contributes a form.
  const method = plugins.signIns()[0]?.method as FormMethod;
  const signIn = (password: string) =>
    // The form of the page uses what was typed and nothing else.
    method.flows['sign-in'].complete.run({ values: { user: 'ada', password } } as unknown as FormAttempt);
  return { method, requests, signIn };
};

test('the sign-in plugin of the page asks the directory and claims who it says it is', async (t) => {
  const { method, requests, signIn } = await started(t);

  const claim = await signIn('right');

  t.deepEqual(method.available(), { ok: true });
  t.is(requests[0]?.url, 'https://staff.example.com/check');
  t.deepEqual(claim, {
    issuer: 'https://staff.example.com',
    subject: '7',
    email: 'ada@example.com',
    emailVerified: true,
    name: 'Ada',
  });
});

test('the sign-in plugin of the page proves nothing with a wrong password', async (t) => {
  const { signIn } = await started(t);

  t.is(await signIn('wrong'), undefined);
});
