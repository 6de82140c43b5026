import test from 'ava';
import { maskedSections } from '../../host/settings/settings.ts';
import { canary, openedSettings } from './support/opened-settings.ts';

test('a secret goes to the store under a name, its placeholder changes nothing, and it is shown nowhere', async (t) => {
  const { change, overlay, secrets, settings, log } = await openedSettings(t);
  const google = { google: { client_id: 'agnes', client_secret_env: canary } };

  const { changes } = await change({ auth: google }, true);

  t.deepEqual(
    changes.map(({ key, before, after }) => [key, before, after]),
    [
      ['auth.google.client_id', null, 'agnes'],
      ['auth.google.client_secret_env', '<empty>', '***'],
    ],
  );
  t.regex((await overlay()) ?? '', /client_secret_env: AUTH_GOOGLE_CLIENT_SECRET/);
  t.is(secrets.resolve('AUTH_GOOGLE_CLIENT_SECRET')?.reveal(), canary);
  const shown = maskedSections(await settings.read());
  t.deepEqual((shown['auth'] as Record<string, unknown>)['google'], {
    client_id: 'agnes',
    client_secret_env: '***',
  });

  const again = await change({ auth: (shown['auth'] ?? {}) as object });
  t.deepEqual(again, { sections: [], changes: [] });
  t.is(secrets.resolve('AUTH_GOOGLE_CLIENT_SECRET')?.reveal(), canary);
  t.false(`${JSON.stringify(await log())}${await overlay()}`.includes(canary));
});

test('a secret inside a list keeps its place when the list comes back masked, and the name of a secret chooses it', async (t) => {
  const addresses = { 'one.example': ['93.184.216.34'], 'two.example': ['93.184.216.35'] };
  const { change, overlay, secrets, settings } = await openedSettings(t, {
    addresses,
    env: { TWO_SECRET: 'x' },
  });
  const one = { name: 'one', issuer: 'https://one.example', client_id: 'a', client_secret_env: canary };
  const two = { name: 'two', issuer: 'https://two.example', client_id: 'b', client_secret_env: 'TWO_SECRET' };
  await change({ auth: { oidc: { instances: [one, two] } } }, true);
  const written = (await overlay()) ?? '';
  t.regex(written, /client_secret_env: AUTH_OIDC_INSTANCES_ONE_CLIENT_SECRET/);
  t.regex(written, /client_secret_env: TWO_SECRET/);

  const masked = { name: 'one', issuer: 'https://one.example', client_id: 'c', client_secret_env: '***' };
  await change({ auth: { oidc: { instances: [{ ...two, client_secret_env: '***' }, masked] } } }, true);

  const { auth } = (await settings.read()).tree as { auth: { oidc: { instances: readonly object[] } } };
  t.deepEqual(auth.oidc.instances, [
    two,
    { ...one, client_id: 'c', client_secret_env: 'AUTH_OIDC_INSTANCES_ONE_CLIENT_SECRET' },
  ]);
  t.is(secrets.resolve('AUTH_OIDC_INSTANCES_ONE_CLIENT_SECRET')?.reveal(), canary);
});
