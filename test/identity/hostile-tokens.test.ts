import { isPlatformError } from '@agnes/sdk';
import test from 'ava';
import { decodeJwt } from 'jose';
import { linkedDevice } from './support/desktop.ts';
import { type Attempt, hostileTokens } from './support/hostile-tokens.ts';
import { servedAdmin } from './support/identity-server.ts';
import { desktopKey, key, origin } from './support/started-identity.ts';

/** The tricks that were not refused as a bad credential: let in, or failed in some other way. */
const unrefused = async (
  attempts: readonly Attempt[],
  present: (token: string) => Promise<unknown>,
): Promise<readonly string[]> => {
  const told = attempts.map(async ([trick, token]) => {
    const cause = await present(token).then(
      () => undefined,
      (error: unknown) => error,
    );
    return isPlatformError(cause) && cause.kind === 'unauthenticated' ? [] : [`${trick}: ${cause}`];
  });
  return (await Promise.all(told)).flat();
};

test('T53: forty hand-made tokens and more are no session, in the header and in the cookie', async (t) => {
  const { identity, token } = await servedAdmin(t);
  const attempts = hostileTokens({ token, key, claims: decodeJwt(token) });

  const inHeader = await unrefused(attempts, (bearer) => identity.resolve({ bearer, ip: origin.ip }));
  const inCookie = await unrefused(attempts, (cookie) => identity.resolve({ cookie, ip: origin.ip }));

  t.true(attempts.length >= 40);
  t.deepEqual([...inHeader, ...inCookie], []);
  t.is((await identity.resolve({ bearer: token, ip: origin.ip })).kind, 'session');
});

test('T53: the same tricks make no personal access token', async (t) => {
  const { identity, call } = await servedAdmin(t);
  const made = await call('POST /auth/tokens', { body: { name: 'nightly' } });
  const { token } = (await made.json()) as { token: string };
  const attempts = hostileTokens({ token, key, claims: decodeJwt(token) });

  t.deepEqual(await unrefused(attempts, (bearer) => identity.resolve({ bearer, ip: origin.ip })), []);
});

test('T53: the same tricks make no desktop token', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);
  const { desktopLinks } = served.identity.accounts;
  const attempts = [
    ...hostileTokens({ token, key: desktopKey, claims: decodeJwt(token) }),
    ...hostileTokens({ token, key, claims: decodeJwt(token) }),
  ];

  t.deepEqual(await unrefused(attempts, (bearer) => desktopLinks.verify(bearer)), []);
  t.is((await desktopLinks.verify(token)).user.id, served.user.id);
});

test('T53: a desktop token without issuer or audience, or with those of another, is none', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);
  const { desktopLinks } = served.identity.accounts;
  const claims = decodeJwt(token);
  const forAnother = (more: object) =>
    hostileTokens({ token, key: desktopKey, claims: { ...claims, ...more } }).filter(
      ([trick]) => trick === 'the same claims, signed anew',
    );
  const attempts = [
    ...forAnother({ iss: undefined }),
    ...forAnother({ iss: 'https://evil.example' }),
    ...forAnother({ aud: undefined }),
    ...forAnother({ aud: 'agnes' }),
    ...forAnother({ aud: [] }),
  ];

  const codes = await Promise.all(
    attempts.map(([, forged]) => desktopLinks.verify(forged).catch((cause) => cause.code)),
  );

  t.deepEqual(
    codes,
    Array.from({ length: 5 }, () => 'invalid_token'),
  );
});
