import test from 'ava';
import { login, signInAt, startAcme } from './support/acme.ts';
import { clientSecret, publicOrigin } from './support/redirecting.ts';
import { auditOf } from './support/started-identity.ts';

test('a good provider signs somebody in and leads to where they wanted to go', async (t) => {
  const host = await startAcme(t);

  const { end, isIn } = await signInAt(host.tab);

  t.is(end, `${publicOrigin}/catalog`);
  t.true(isIn);
  t.like((await auditOf(host)).at(-1), { action: 'login', user_email: 'ada@example.com' });
});

test('T55: the browser leaves with state, nonce and a challenge, and the verifier stays here until the exchange', async (t) => {
  const host = await startAcme(t);

  await signInAt(host.tab);

  const left = host.provider.asked.find(({ path }) => path === '/authorize')?.form;
  const exchange = host.provider.asked.find(({ path }) => path === '/token')?.form;
  t.is(left?.get('code_challenge_method'), 'S256');
  t.is(left?.get('response_type'), 'code');
  t.is(left?.get('redirect_uri'), `${publicOrigin}/auth/oidc/acme/callback`);
  t.truthy(left?.get('state') && left.get('nonce') && left.get('code_challenge'));
  t.is(left?.get('code_verifier'), null);
  t.truthy(exchange?.get('code_verifier'));
  t.is(exchange?.get('client_secret'), clientSecret);
});

test('T55: a token endpoint that never answers ends the sign-in', async (t) => {
  const host = await startAcme(t, { limits: { bytes: 65_536, ms: 100 } });
  host.provider.behave({ tokens: () => undefined });

  const { end, isIn } = await signInAt(host.tab);

  t.is(end, `${publicOrigin}/login?error=oauth_failed`);
  t.false(isIn);
});

test('T55: a token endpoint that redirects does not get the code and the secret to elsewhere', async (t) => {
  const host = await startAcme(t);
  host.provider.behave({ tokens: (response) => response.writeHead(307, { location: '/elsewhere' }).end() });

  const { end } = await signInAt(host.tab);

  t.is(end, `${publicOrigin}/login?error=oauth_failed`);
  t.false(host.provider.asked.some(({ path }) => path === '/elsewhere'));
});

test('T55: an answer is good once', async (t) => {
  const host = await startAcme(t);
  const { visited } = await signInAt(host.tab);
  const callback = visited.find((url) => url.includes('/callback?')) ?? '';

  const again = await host.tab.open(callback);

  t.is(again.headers.get('location'), '/login?error=oauth_failed');
});

test('T55: an answer is good in the browser that asked, and in no other', async (t) => {
  const host = await startAcme(t);
  const [victim, attacker] = [host.browser(), host.browser()];
  const authorize = (await attacker.open(login)).headers.get('location') ?? '';
  const callback = (await attacker.open(authorize)).headers.get('location') ?? '';

  const inOther = await victim.open(callback);

  t.is(inOther.headers.get('location'), '/login?error=oauth_failed');
  t.is(victim.cookie(publicOrigin, 'access_token'), undefined);
});

test('T55: the code of one handshake is worth nothing in another', async (t) => {
  const host = await startAcme(t);
  const [victim, attacker] = [host.browser(), host.browser()];
  const stolen = (await attacker.open((await attacker.open(login)).headers.get('location') ?? '')).headers;
  const code = new URL(stolen.get('location') ?? '').searchParams.get('code') ?? '';
  host.provider.behave({ answer: (answer) => answer.set('code', code) });

  const { visited } = await victim.follow(login);

  t.is(visited.at(-1), `${publicOrigin}/login?error=oauth_failed`);
});

test('T55: a handshake is over after ten minutes', async (t) => {
  const host = await startAcme(t);
  const authorize = (await host.tab.open(login)).headers.get('location') ?? '';
  const callback = (await host.tab.open(authorize)).headers.get('location') ?? '';
  host.ahead.ms = 10 * 60 * 1000 + 1000;

  const late = await host.tab.open(callback);

  t.is(late.headers.get('location'), '/login?error=oauth_failed');
});

test('T56: a second account of the provider does not take an address over', async (t) => {
  const host = await startAcme(t);
  await signInAt(host.tab);
  host.provider.behave({ claims: (claims) => ({ ...claims, sub: 'u2' }) });

  const { end } = await signInAt(host.browser());

  t.is(end, `${publicOrigin}/login?error=oauth_failed`);
  t.true((await auditOf(host)).some(({ action }) => action === 'identity_conflict'));
});
