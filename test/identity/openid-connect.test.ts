import test, { type ExecutionContext } from 'ava';
import { redirectMethod, startBundled } from '../support/bundled-method.ts';
import { type Client, startIdentityProvider } from '../support/identity-provider.ts';
import { clientSecret, publicOrigin, startRedirecting } from './support/redirecting.ts';

const ada = { sub: 'u1', email: 'ada@example.com', email_verified: true, name: 'Ada' };

const client = {
  id: 'agnes',
  secret: clientSecret,
  redirectUri: `${publicOrigin}/auth/oidc/acme/callback`,
} as const;

const started = async (t: ExecutionContext, { own = {}, ...more }: Wanted = {}) => {
  const provider = await startIdentityProvider(t, { ...client, ...own });
  const { issuer } = provider;
  const instance = { name: 'acme', issuer, client_id: 'agnes', client_secret_env: 'ACME_SECRET', ...more };
  const { methods } = await startBundled(t, 'agnes/auth-oidc', { settings: { instances: [instance] } });
  const method = redirectMethod(methods, 'oidc:acme');
  provider.chooseAccount(ada);
  return { provider, method, ...(await startRedirecting(t, methods)) };
};

interface Wanted {
  readonly own?: Partial<Client>;
  readonly allowed_domain?: string;
  readonly require_email_verified?: boolean;
  readonly groups_claim?: string;
}

/** Goes through a sign-in in a fresh browser, then asks who that is. */
const signIn = async ({ browser }: Pick<Awaited<ReturnType<typeof started>>, 'browser'>) => {
  const tab = browser();
  const { visited } = await tab.follow(`${publicOrigin}/auth/oidc/acme/login?next=/catalog`);
  const answer = await tab.open(`${publicOrigin}/auth/me`);
  // JSON of the host: an object.
  const me = (await answer.json()) as Readonly<Record<string, unknown>>;
  return { end: visited.at(-1), me };
};

const signsIn = test.macro(async (t, own: Partial<Client>) => {
  const host = await started(t, { own });

  const { end, me } = await signIn(host);

  t.is(end, `${publicOrigin}/catalog`);
  t.like(me, { email: 'ada@example.com', name: 'Ada' });
});

test('a provider of the standard signs people in, with PKCE', signsIn, {});
test('a provider that wants basic credentials gets them', signsIn, { auth: 'client_secret_basic' });
test('a provider that signs with ES256 signs people in', signsIn, { algorithm: 'ES256' });
test('a provider that signs with PS256 signs people in', signsIn, { algorithm: 'PS256' });

test('the same account is the same user, whatever its address is now', async (t) => {
  const host = await started(t);
  const first = await signIn(host);
  host.provider.chooseAccount({ ...ada, email: 'ada.king@example.com' });

  const second = await signIn(host);

  t.is(second.me['id'], first.me['id']);
  t.is(second.me['email'], 'ada@example.com');
});

test('T56: an address counts only when the provider has verified it', async (t) => {
  const host = await started(t);
  host.provider.chooseAccount({ ...ada, email_verified: false });

  const { end } = await signIn(host);

  t.is(end, `${publicOrigin}/login?error=email_not_verified`);
});

test('a provider may be trusted with addresses that it does not verify', async (t) => {
  const host = await started(t, { require_email_verified: false });
  host.provider.chooseAccount({ ...ada, email_verified: false });

  t.is((await signIn(host)).end, `${publicOrigin}/catalog`);
});

test('a provider may have a domain of its own', async (t) => {
  const host = await started(t, { allowed_domain: 'partner.example' });
  const refused = await signIn(host);
  host.provider.chooseAccount({ ...ada, sub: 'u2', email: 'bob@partner.example' });

  const { end } = await signIn(host);

  t.is(refused.end, `${publicOrigin}/login?error=domain_not_allowed`);
  t.is(end, `${publicOrigin}/catalog`);
});

test('the discovery document is read once an hour', async (t) => {
  const { method } = await started(t);

  t.is(await method.client(), await method.client());
});

test('groups are a claim; one that is absent is an error and an empty one is empty', async (t) => {
  const { method } = await started(t, { groups_claim: 'groups' });
  const claim = { issuer: 'x', subject: 'u1', email: 'ada@example.com', emailVerified: true };
  const groupsIn = (claims: object) => method.groups?.({ claim, handshake: { claims: { ...claims } } });

  t.deepEqual(await groupsIn({ groups: ['Sales', 'All'] }), { kind: 'ok', groups: ['Sales', 'All'] });
  t.deepEqual(await groupsIn({ groups: [] }), { kind: 'empty' });
  t.like(await groupsIn({}), { kind: 'error' });
  t.like(await groupsIn({ groups: 'Sales' }), { kind: 'error' });
  t.like(await groupsIn({ groups: [{ name: 'Sales' }] }), { kind: 'error' });
  t.is(method.groupsAtAnyTime, undefined);
});

test('two providers of one name stop the plugin', async (t) => {
  const instance = { name: 'acme', issuer: 'https://a.example', client_id: 'x', client_secret_env: 'X' };
  const settings = { instances: [instance, instance] };

  const { plugins } = await startBundled(t, 'agnes/auth-oidc', { settings });

  const state = plugins.list().find(({ id }) => id === 'agnes/auth-oidc');
  t.regex(state?.reason ?? '', /has the name "acme" twice/);
});
