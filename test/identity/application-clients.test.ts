import test from 'ava';
import { applicationOperations } from '../../host/identity/applications/operations.ts';
import { isRegistered, withAnswer } from '../../host/identity/applications/redirect-uri.ts';
import { likeWhole } from '../support/like-whole.ts';
import { connected, register } from './support/applications.ts';
import { servedAdmin } from './support/identity-server.ts';
import { intentOf } from './support/started-identity.ts';

const day = 86_400_000;

test('T55: only https and the own machine are addresses to come back to', async (t) => {
  const served = await servedAdmin(t);
  const { clients } = served.identity.accounts.applications;
  const tried = (uri: string) =>
    clients.register({ name: 'x', redirectUris: [uri] }, intentOf('oauth.register')).then(
      () => 'registered',
      ({ code }: { code: string }) => code,
    );
  const good = [
    'https://claude.ai/api/mcp/auth_callback',
    'https://app.example:8443/cb?tenant=1',
    'http://localhost/callback',
    'http://127.0.0.1:41001/callback',
    'http://[::1]:41001/',
  ];
  const bad = [
    'javascript:alert(1)',
    'JaVaScRiPt://localhost/%0aalert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'cursor://callback',
    'http://example.com/callback',
    'http://localhost.example.com/callback',
    'http://127.0.0.1.example.com/callback',
    'http://localhost@evil.example/callback',
    'https://user:secret@app.example/callback',
    'https://app.example/callback#fragment',
    'https://app.example/callback#',
    'https:\\\\app.example/callback',
    'https://app.example/call back',
    'https://app.example/call\nback',
    '//app.example/callback',
    '/callback',
    '*',
  ];

  for (const uri of good) t.is(await tried(uri), 'registered', uri);
  for (const uri of bad) t.is(await tried(uri), 'invalid_redirect_uri', uri);
  t.like((await register(served, ['https://a.example/', 'javascript:x'])).body, {
    error: 'invalid_redirect_uri',
    code: 'invalid_redirect_uri',
  });
});

test('T55: an address is compared to the letter; only on the own machine the port is free', (t) => {
  const registered = [
    'https://app.example/callback',
    'http://127.0.0.1/callback',
    'http://localhost:1/a?b=c',
  ];
  const is = (uri: string) => isRegistered(registered, uri);

  for (const uri of registered) t.true(is(uri), uri);
  t.true(is('http://127.0.0.1:50000/callback'));
  t.true(is('http://localhost:2/a?b=c'));
  for (const uri of [
    'https://app.example:8443/callback',
    'https://app.example/callback/',
    'https://app.example/callback?x=1',
    'https://app.example/Callback',
    'https://APP.example/callback',
    'http://app.example/callback',
    'https://app.example.evil.example/callback',
    'https://app.example@evil.example/callback',
    'https://127.0.0.1/callback',
    'http://localhost/callback',
    'http://127.0.0.1:50000/callback2',
    'http://127.0.0.1:50000/callback#x',
    'http://user@127.0.0.1:50000/callback',
    'http://127.0.0.1:50000@evil.example/callback',
    'http://127.0.0.1\\@evil.example/callback',
    'http://localhost:2/a?b=c&d=e',
    'javascript:x',
    '',
  ])
    t.false(is(uri), uri);
});

test('an answer goes beside what the address had, and never in the place of it', (t) => {
  const at = withAnswer('https://app.example/cb?tenant=1', {
    code: 'a&b',
    state: undefined,
    iss: 'https://us',
  });

  t.is(at, 'https://app.example/cb?tenant=1&code=a%26b&iss=https%3A%2F%2Fus');
});

test('T62: strangers can fill the table of applications, and what was connected stays', async (t) => {
  const served = await servedAdmin(t);
  const { store, clock, identity } = served;
  const kept = await connected(served);
  const row = { name: 'x', redirect_uris: '["https://a.example/"]', last_used_at: null };
  const made = (index: number) => ({ ...row, id: `c${index}`, created_at: new Date(clock.ms + index) });
  await store.keep((tx) =>
    tx
      .insertInto('oauth_clients')
      .values(Array.from({ length: 999 }, (_, index) => made(index)))
      .execute(),
  );
  const { clients } = identity.accounts.applications;
  const draft = { name: 'One more', redirectUris: ['https://b.example/'] };

  await t.throwsAsync(clients.register(draft, intentOf('oauth.register')), { code: 'too_many_clients' });
  clock.ms += 2 * 3_600_000;
  const added = await clients.register(draft, intentOf('oauth.register'));

  t.like(await clients.get(added.id), { name: 'One more' });
  await t.throwsAsync(clients.get('c0'), { code: 'invalid_client' });
  t.like(await clients.get('c1'), { name: 'x' });
  t.like(await clients.get(kept.clientId), { name: 'Desk agent' });
});

test('T62: a single address registers fewer in an hour than are kept', (t) => {
  const register = applicationOperations.find(({ id }) => id === 'oauth.register');

  t.true(Number(register?.perMinute) * 60 < 1_000);
});

test('applications that nobody connects are forgotten after 30 days, others when nothing of them is left', async (t) => {
  const served = await servedAdmin(t);
  const { clock, identity } = served;
  const { applications, upkeep } = identity.accounts;
  const used = await connected(served);
  const { body } = await register(served, ['https://a.example/']);
  const isKept = (id: string) =>
    applications.clients.get(id).then(
      () => true,
      () => false,
    );
  clock.ms += 31 * day;
  await upkeep.sweep();
  const then = [await isKept(String(body['client_id'])), await isKept(used.clientId)];
  clock.ms += 31 * day;
  await upkeep.sweep();

  t.deepEqual(then, [false, true]);
  t.false(await isKept(used.clientId));
});

test('a name hides nothing from whoever reads it', async (t) => {
  const served = await servedAdmin(t);

  const { body } = await register(served, ['https://a.example/'], ' Good\u202egent\u0000\u200b\n ');
  const { body: unnamed } = await register(served, ['https://a.example/'], '\u200b');

  t.is(body['client_name'], 'Goodgent');
  t.is(unnamed['client_name'], 'An application without a name');
  likeWhole(t, body, { token_endpoint_auth_method: 'none', response_types: ['code'] });
});
