import test from 'ava';
import { SignJWT, UnsecuredJWT } from 'jose';
import { redirectMethod } from '../support/bundled-method.ts';
import { type Behaviour, signed } from '../support/hostile-provider.ts';
import { signInAt, startAcme } from './support/acme.ts';
import { clientSecret, publicOrigin } from './support/redirecting.ts';
import { auditOf } from './support/started-identity.ts';

const isRefused = test.macro(async (t, behaviour: Partial<Behaviour>, word = 'oauth_failed') => {
  const host = await startAcme(t);
  host.provider.behave(behaviour);

  const { end, isIn } = await signInAt(host.tab);

  t.is(end, `${publicOrigin}/login?error=${word}`);
  t.false(isIn);
  t.is((await auditOf(host)).at(-1)?.action, 'login_failed');
});

test('T55: an ID token with the nonce of another handshake is refused', isRefused, {
  claims: (claims) => ({ ...claims, nonce: 'another' }),
});
test('T55: an ID token without nonce is refused', isRefused, {
  claims: ({ nonce: _, ...claims }) => claims,
});
test('T55: an ID token for another client is refused', isRefused, {
  claims: (claims) => ({ ...claims, aud: 'payroll' }),
});
test('T55: an ID token for several, meant for another, is refused', isRefused, {
  claims: (claims) => ({ ...claims, aud: ['agnes', 'payroll'], azp: 'payroll' }),
});
test('T55: an ID token of another issuer is refused', isRefused, {
  claims: (claims) => ({ ...claims, iss: 'https://accounts.example.com' }),
});
test('T55: an ID token that has expired is refused', isRefused, {
  claims: (claims) => ({ ...claims, iat: 1, exp: 2 }),
});
test('T55: an ID token that never expires is refused', isRefused, {
  claims: ({ exp: _, ...claims }) => claims,
});
test('T55: an ID token without subject is refused', isRefused, {
  claims: ({ sub: _, ...claims }) => claims,
});
test('T55: an ID token signed by a key that nobody published is refused', isRefused, {
  sign: (claims, { unknown }) => signed(claims, unknown),
});
test('T55: an ID token signed with the client secret is refused', isRefused, {
  sign: (claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(clientSecret)),
});
test('T55: an ID token signed with the public key as a secret is refused', isRefused, {
  sign: (claims, { publicJwk }) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode(JSON.stringify(publicJwk))),
});
test('T55: an ID token without signature is refused', isRefused, {
  sign: async (claims) => new UnsecuredJWT(claims).encode(),
});
test('T55: an answer without ID token is refused', isRefused, {
  tokens: (response) => response.end('{"access_token":"opaque"}'),
});
test('T55: an answer that says it comes from another provider is refused', isRefused, {
  answer: (answer) => answer.set('iss', 'https://accounts.example.com'),
});
test('T55: an answer without issuer is refused where the provider promised one', isRefused, {
  answer: (answer) => answer.delete('iss'),
});
test('T55: an answer with another state is refused', isRefused, {
  answer: (answer) => answer.set('state', 'another'),
});
test('T55: an answer without state is refused', isRefused, { answer: (answer) => answer.delete('state') });
test('T55: an answer without code is refused', isRefused, { answer: (answer) => answer.delete('code') });
test('T55: an answer that says that access was denied is refused', isRefused, {
  answer: (answer) => {
    answer.delete('code');
    answer.set('error', 'access_denied');
  },
});
test('a token endpoint that fails ends the sign-in', isRefused, {
  tokens: (response) => response.writeHead(500).end('<h1>oops</h1>'),
});
test('T55: a token answer without end is cut off', isRefused, {
  tokens: (response, good) => response.end(JSON.stringify({ ...good, more: 'x'.repeat(10_000_000) })),
});
test(
  'T56: an address that the provider has not verified is refused',
  isRefused,
  {
    claims: (claims) => ({ ...claims, email_verified: false }),
  },
  'email_not_verified',
);
test(
  'T56: an address that the provider calls verified by a word is refused',
  isRefused,
  {
    claims: (claims) => ({ ...claims, email_verified: 'true' }),
  },
  'email_not_verified',
);
test(
  'an account without an address is refused',
  isRefused,
  {
    claims: ({ email: _, ...claims }) => claims,
  },
  'no_email',
);
test(
  'T56: an address of a domain that may not come in is refused',
  isRefused,
  {
    claims: (claims) => ({ ...claims, email: 'ada@example.com.evil.test' }),
  },
  'domain_not_allowed',
);

const isNoClient = test.macro(async (t, document: Behaviour['document'], reason: RegExp) => {
  const { provider, methods } = await startAcme(t);
  provider.behave({ document });

  await t.throwsAsync(redirectMethod(methods, 'oidc:acme').client(), { message: reason });
});

test(
  'T55: a discovery document of another issuer is not taken',
  isNoClient,
  (good: object) => ({
    ...good,
    issuer: 'https://accounts.example.com',
  }),
  /calls itself "https:\/\/accounts\.example\.com"/,
);
test(
  'T103: a token endpoint elsewhere is not taken',
  isNoClient,
  (good: object) => ({
    ...good,
    token_endpoint: 'https://169.254.169.254/token',
  }),
  /token_endpoint is at 169\.254\.169\.254/,
);
test(
  'T103: keys elsewhere are not taken',
  isNoClient,
  (good: object) => ({
    ...good,
    jwks_uri: 'http://127.0.0.1:1/keys',
  }),
  /jwks_uri is at 127\.0\.0\.1:1/,
);
test(
  'an endpoint that is no address is not taken',
  isNoClient,
  (good: object) => ({
    ...good,
    authorization_endpoint: 7,
  }),
  /names no authorization_endpoint/,
);
test(
  'a provider without an algorithm that counts is not taken',
  isNoClient,
  (good: object) => ({
    ...good,
    id_token_signing_alg_values_supported: ['HS256', 'none'],
  }),
  /signs with none of/,
);
