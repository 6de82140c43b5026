import type { AuthHost, RedirectMethod } from '@agnes/sdk';
import test from 'ava';
import provider from '../provider.ts';
import type { Settings } from '../settings.ts';
import { settings } from './settings.ts';

const methodWith = (given: object, hasSecret: AuthHost['hasSecret'] = () => true) => {
  const host: AuthHost<Settings> = {
    settings: settings(given),
    http: {
      fetch: () => Promise.reject(new Error('none')),
      download: () => Promise.reject(new Error('none')),
    },
    log: () => undefined,
    mail: () => ({ ok: true }),
    hasSecret,
    isDevelopment: false,
  };
  // The plugin contributes one method of this kind.
  return provider.methods(host)[0] as RedirectMethod;
};

test('the method is there when both the client id and its secret are', (t) => {
  t.deepEqual(methodWith({ client_id: 'agnes' }).available(), { ok: true });
  t.deepEqual(methodWith({}).available(), { ok: false, reason: 'GOOGLE_CLIENT_ID is not set.' });
  t.deepEqual(methodWith({ client_id: '' }).available(), {
    ok: false,
    reason: 'GOOGLE_CLIENT_ID is not set.',
  });
  t.deepEqual(methodWith({ client_id: 'agnes' }, () => false).available(), {
    ok: false,
    reason: 'GOOGLE_CLIENT_SECRET is not set.',
  });
});

test("without further settings the endpoints are Google's", async (t) => {
  t.deepEqual(await methodWith({ client_id: 'agnes' }).client(), {
    issuer: 'https://accounts.google.com',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
    clientId: 'agnes',
    clientSecret: 'GOOGLE_CLIENT_SECRET',
    scopes: ['openid', 'email', 'profile'],
    algorithms: ['RS256'],
    tokenAuth: 'post',
    issuerInAnswer: false,
  });
});

test('a hosted domain is asked for at Google, too', async (t) => {
  const method = methodWith({ client_id: 'agnes', hosted_domain: 'example.com' });

  t.deepEqual((await method.client()).parameters, { hd: 'example.com' });
});
