import test, { type ExecutionContext } from 'ava';
import { type JWTPayload, SignJWT } from 'jose';
import plugin from '../index.ts';
import { http, startProvider } from './identity-provider.ts';

type Resolve = (credential: { scheme: 'bearer'; value: string }) => unknown;

/** What the plugin taps with these settings; nothing when it taps nothing. */
const tapped = async (settings: Readonly<Record<string, string>>): Promise<Resolve | undefined> => {
  let listener: Resolve | undefined;
  await plugin.setup({
    id: 'agnes/auth-jwt',
    settings,
    tap: (_hook, taken) => {
      // The plugin taps one hook only.
      listener = taken as Resolve;
    },
    defer: () => undefined,
    catalog: async () => [],
    llm: { extractJson: async () => Promise.reject(new Error('no model is asked')) },
    log: () => undefined,
    http,
  });
  return listener;
};

const issuer = 'https://login.example.com';
const audience = 'agnes';
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const good: JWTPayload = {
  iss: issuer,
  aud: audience,
  sub: 'u1',
  email: 'ada@example.com',
  email_verified: true,
  exp: inAnHour,
};

const started = async (t: ExecutionContext, alg?: string) => {
  const provider = await startProvider(t, alg);
  const resolve = await tapped({ issuer, audience, jwks_url: provider.url });
  return { provider, claimOf: async (value: string) => resolve?.({ scheme: 'bearer', value }) };
};

const isAccepted = test.macro(async (t, alg: string) => {
  const { provider, claimOf } = await started(t, alg);

  const claim = await claimOf(await provider.sign({ ...good, name: 'Ada' }));

  t.deepEqual(claim, { issuer, subject: 'u1', email: 'ada@example.com', emailVerified: true, name: 'Ada' });
});

test('a token signed with RS256 becomes a claim', isAccepted, 'RS256');
test('a token signed with PS256 becomes a claim', isAccepted, 'PS256');
test('a token signed with ES256 becomes a claim', isAccepted, 'ES256');

test('an algorithm that is not on the list is passed', async (t) => {
  const { provider, claimOf } = await started(t, 'RS384');

  t.is(await claimOf(await provider.sign(good)), undefined);
});

test('a token signed with the published key as a shared secret is passed', async (t) => {
  const { claimOf } = await started(t);
  const forged = await new SignJWT(good)
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    .sign(new TextEncoder().encode('a secret of thirty-two characters'));

  t.is(await claimOf(forged), undefined);
});

test('a token of another issuer is passed without reading any keys', async (t) => {
  const { provider, claimOf } = await started(t);

  const claim = await claimOf(await provider.sign({ ...good, iss: 'https://elsewhere.example.com' }));

  t.is(claim, undefined);
  t.is(provider.reads(), 0);
});

test('a token for another audience is passed', async (t) => {
  const { provider, claimOf } = await started(t);

  t.is(await claimOf(await provider.sign({ ...good, aud: 'payroll' })), undefined);
});

test('an expired token is passed', async (t) => {
  const { provider, claimOf } = await started(t);

  t.is(await claimOf(await provider.sign({ ...good, exp: 1 })), undefined);
});

test('a token that never expires is passed', async (t) => {
  const { provider, claimOf } = await started(t);
  const { exp: _, ...endless } = good;

  t.is(await claimOf(await provider.sign(endless)), undefined);
});

test('a token without e-mail address is passed', async (t) => {
  const { provider, claimOf } = await started(t);
  const { email: _, ...nameless } = good;

  t.is(await claimOf(await provider.sign(nameless)), undefined);
});

test('an address counts as verified only when the token says so', async (t) => {
  const { provider, claimOf } = await started(t);
  const { email_verified: _, ...silent } = good;

  t.like(await claimOf(await provider.sign(silent)), { emailVerified: false });
  t.like(await claimOf(await provider.sign({ ...good, email_verified: false })), { emailVerified: false });
});

test('what is no token at all is passed', async (t) => {
  const { claimOf } = await started(t);

  t.is(await claimOf('ghp_0123456789'), undefined);
});

test('keys are read once and kept', async (t) => {
  const { provider, claimOf } = await started(t);

  await claimOf(await provider.sign(good));
  await claimOf(await provider.sign(good));

  t.is(provider.reads(), 1);
});

test('keys that cannot be read refuse the credential instead of passing it', async (t) => {
  const { provider, claimOf } = await started(t);
  provider.breakDown(503);

  await t.throwsAsync(async () => claimOf(await provider.sign(good)), { code: 'upstream_error' });
});

test('keys are read again after a failed reading', async (t) => {
  const { provider, claimOf } = await started(t);
  provider.breakDown(503);
  await t.throwsAsync(async () => claimOf(await provider.sign(good)));
  provider.breakDown(200);

  t.like(await claimOf(await provider.sign(good)), { subject: 'u1' });
});

test('without settings the plugin taps nothing', async (t) => {
  t.is(await tapped({}), undefined);
});

test('half a configuration stops the plugin and says what is missing', async (t) => {
  await t.throwsAsync(() => tapped({ issuer }), { code: 'config_error' });
});
