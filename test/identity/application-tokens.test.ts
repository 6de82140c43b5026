import test from 'ava';
import {
  codeFor,
  connected,
  exchange,
  form,
  opens,
  redirectUri,
  register,
  renew,
  resource,
  waiting,
} from './support/applications.ts';
import { servedAdmin } from './support/identity-server.ts';
import { signedInUser } from './support/people.ts';
import { origin } from './support/started-identity.ts';

test('T54: an access token opens /mcp and nothing else, in no form and at no other address', async (t) => {
  const served = await servedAdmin(t);
  const { access, refresh } = await connected(served);
  const { identity, call, store } = served;
  const at = (presented: object) =>
    t.throwsAsync(identity.resolve({ ip: origin.ip, ...presented }), { code: 'invalid_token' });

  t.is(await opens(served, access), 'oauth');
  await at({ bearer: access });
  await at({ cookie: access });
  await at({ cookie: access, resource: 'mcp' });
  await at({ bearer: refresh, resource: 'mcp' });
  t.is((await call('GET /auth/me', { token: access })).status, 401);
  await store.keep((tx) =>
    tx
      .updateTable('sessions')
      .set({ resource: 'https://elsewhere.example/mcp' })
      .where('kind', '=', 'oauth')
      .execute(),
  );
  await at({ bearer: access, resource: 'mcp' });
});

test('T55: a code is for its application, its address and its verifier, and a wrong try uses it up', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await signedInUser(served);
  const agent = await waiting(served);
  const other = await waiting(served);
  const refused = async (more: Record<string, string>) => {
    const code = await codeFor(served, agent, token);
    const first = await exchange(served, agent, { code, ...more });
    const then = await exchange(served, agent, { code });
    return [first.status, first.body['error'], then.body['error']];
  };
  const invalid = [400, 'invalid_grant', 'invalid_grant'];

  t.deepEqual(await refused({ code_verifier: other.verifier }), invalid);
  t.deepEqual(await refused({ code_verifier: agent.params['code_challenge'] ?? '' }), invalid);
  t.deepEqual(await refused({ client_id: other.clientId }), invalid);
  t.deepEqual(await refused({ redirect_uri: 'http://127.0.0.1:41002/callback' }), invalid);
  const code = await codeFor(served, agent, token);
  const foreign = await exchange(served, agent, { code, resource: 'https://elsewhere.example/mcp' });
  t.like(foreign.body, { error: 'invalid_target' });
  t.is((await exchange(served, agent, { code, resource })).status, 200);
});

test('T55: a code that comes twice ends what it gave, however many bring it at once', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await signedInUser(served);
  const agent = await waiting(served);
  const code = await codeFor(served, agent, token);

  const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(served, agent, { code })));

  const won = answers.filter(({ status }) => status === 200);
  t.is(won.length, 1);
  t.is(await opens(served, String(won[0]?.body['access_token'])), 'token_revoked');
  const { body } = await renew(served, agent.clientId, { token: won[0]?.body['refresh_token'] });
  t.like(body, { error: 'invalid_grant' });
});

test('a code lasts a minute, and not longer than the session in which it was given', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await signedInUser(served);
  const agent = await waiting(served);
  const late = await codeFor(served, agent, token);
  served.clock.ms += 60_000;
  const orphan = await codeFor(served, agent, token);
  await served.call('POST /auth/logout', { token });

  t.like((await exchange(served, agent, { code: late })).body, { error: 'invalid_grant' });
  t.like((await exchange(served, agent, { code: orphan })).body, { error: 'invalid_grant' });
});

test('a refresh token works once; the one that comes back ends everything of its grant', async (t) => {
  const served = await servedAdmin(t);
  const { clientId, access, refresh } = await connected(served);
  const next = await renew(served, clientId, { token: refresh, scope: 'read' });
  const { access_token: second, refresh_token: newer, scope } = next.body;

  t.is(scope, 'read');
  t.deepEqual([await opens(served, access), await opens(served, String(second))], ['oauth', 'oauth']);
  t.like((await renew(served, clientId, { token: refresh })).body, { error: 'invalid_grant' });
  const all = [access, String(second)];
  t.deepEqual(await Promise.all(all.map((one) => opens(served, one))), ['token_revoked', 'token_revoked']);
  t.like((await renew(served, clientId, { token: newer })).body, { error: 'invalid_grant' });
});

test('a refresh token is bound to its application and to /mcp, and no scope is added to it', async (t) => {
  const served = await servedAdmin(t);
  const { clientId, refresh, access } = await connected(served);
  const stranger = await waiting(served);

  t.like((await renew(served, stranger.clientId, { token: refresh })).body, { error: 'invalid_grant' });
  t.like((await renew(served, 'nobody', { token: refresh })).body, { error: 'invalid_client' });
  t.like((await renew(served, clientId, { token: access })).body, { error: 'invalid_grant' });
  t.like((await renew(served, clientId, { token: refresh, resource: redirectUri })).body, {
    error: 'invalid_target',
  });
  t.like((await renew(served, clientId, { token: refresh, scope: 'admin' })).body, {
    error: 'invalid_scope',
  });
  const next = await renew(served, clientId, { token: refresh, scope: 'marketplace openid' });
  t.is(next.body['scope'], 'read marketplace');
});

test('an access token lasts an hour, a connection 30 days from its last renewal', async (t) => {
  const served = await servedAdmin(t);
  const { clientId, access, refresh } = await connected(served);
  served.clock.ms += 3_600_000;
  t.is(await opens(served, access), 'token_expired');
  served.clock.ms += 29 * 86_400_000;
  const next = await renew(served, clientId, { token: refresh });
  served.clock.ms += 30 * 86_400_000;

  t.is(next.status, 200);
  t.like((await renew(served, clientId, { token: next.body['refresh_token'] })).body, {
    error: 'invalid_grant',
  });
});

test('what is missing or unknown is said in the words of OAuth', async (t) => {
  const served = await servedAdmin(t);
  const { clientId } = await waiting(served);
  const errorOf = async (fields: Record<string, string>) =>
    (await form(served, '/oauth/token', { client_id: clientId, ...fields })).body['error'];

  t.is(await errorOf({ grant_type: 'password', username: 'a', password: 'b' }), 'unsupported_grant_type');
  t.is(await errorOf({ grant_type: 'client_credentials' }), 'unsupported_grant_type');
  t.is(await errorOf({ grant_type: 'authorization_code' }), 'invalid_request');
  t.is(await errorOf({ grant_type: 'authorization_code', code: 'x' }), 'invalid_request');
  t.is(await errorOf({ grant_type: 'refresh_token' }), 'invalid_request');
  t.is((await form(served, '/oauth/revoke', {})).body['error'], 'invalid_request');
  t.is((await register(served, [])).body['error'], 'invalid_request');
});
