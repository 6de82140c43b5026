import { createHash } from 'node:crypto';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { decideConsent, openConsent } from './support/consent.ts';
import { type OauthHost, startOauthHost } from './support/oauth-host.ts';

const context = fileContext();
let started: OauthHost;
let params: Readonly<Record<string, string>> = {};
const verifier = 'v'.repeat(43);
const evil = 'https://evil.example/callback';

const registered = async (redirectUri: string, name = 'Agent <b>one</b>'): Promise<string> => {
  const body = { client_name: name, redirect_uris: [redirectUri] };
  return String((await started.asAda.ask('POST /oauth/register', { body }))['client_id']);
};

test.before(async () => {
  started = await startOauthHost(context);
  params = {
    client_id: await registered('https://app.example/callback'),
    redirect_uri: 'https://app.example/callback',
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'a "state" & more',
    resource: `${started.url}/mcp`,
  };
});

test('the metadata names this host by its public address, whatever a request calls it', async (t) => {
  const { root, url } = started;
  const server = await root.ask('GET /.well-known/oauth-authorization-server');
  const resource = await root.ask('GET /.well-known/oauth-protected-resource/mcp');
  const byAddress = await fetch(
    `${url.replace('localhost', '127.0.0.1')}/.well-known/oauth-authorization-server`,
  );
  const refused = await fetch(`${url}/mcp`, { method: 'POST', body: '{}' });

  t.like(server, {
    issuer: url,
    token_endpoint: `${url}/oauth/token`,
    authorization_response_iss_parameter_supported: true,
  });
  t.deepEqual(server['code_challenge_methods_supported'], ['S256']);
  t.like(resource, { resource: `${url}/mcp` });
  t.deepEqual(resource['authorization_servers'], [url]);
  t.deepEqual(await root.ask('GET /.well-known/oauth-protected-resource'), resource);
  t.deepEqual(await byAddress.json(), server);
  t.is(
    refused.headers.get('www-authenticate'),
    `Bearer realm="agnes", resource_metadata="${url}/.well-known/oauth-protected-resource/mcp"`,
  );
});

test('whoever is not signed in signs in first, and comes back to the same question', async (t) => {
  const shown = await openConsent({ ...started, session: '' }, params);

  t.is(shown.status, 302);
  t.is(shown.back?.pathname, '/login');
  t.is(shown.back?.searchParams.get('next'), `/oauth/authorize?${new URLSearchParams(params)}`);
});

test('the page says who asks, where it is and what it could, and a yes leads back with a code and our name', async (t) => {
  const shown = await openConsent(started, params);
  const { back } = await decideConsent(started, params);

  t.is(shown.status, 200);
  for (const said of [
    /Agent &lt;b&gt;one/,
    /app\.example/,
    /ada@example\.com/,
    /Nobody has checked the name/,
  ])
    t.regex(shown.page, said);
  t.is(`${back?.origin}${back?.pathname}`, 'https://app.example/callback');
  t.is(back?.searchParams.get('state'), params['state']);
  t.is(back?.searchParams.get('iss'), started.url);
  t.regex(back?.searchParams.get('code') ?? '', /^[\w-]{43}$/);
});

test('a no leads back, too, and says so', async (t) => {
  const { back } = await decideConsent(started, params, { decision: 'deny' });

  t.is(back?.searchParams.get('error'), 'access_denied');
  t.is(back?.searchParams.get('iss'), started.url);
  t.false(back?.searchParams.has('code'));
});

test('T55: an unknown application, or an address it did not register, leads nowhere', async (t) => {
  const wrong = [
    { client_id: 'nobody' },
    { client_id: '' },
    { redirect_uri: evil },
    { redirect_uri: 'https://app.example/callback/../x' },
    { redirect_uri: 'http://app.example/callback' },
    { redirect_uri: 'https://app.example:444/callback' },
    { redirect_uri: 'javascript:alert(1)' },
    { redirect_uri: '' },
  ];

  for (const fields of wrong) {
    const asked = { ...params, ...fields };
    for (const answer of [await openConsent(started, asked), await decideConsent(started, asked)]) {
      t.is(answer.status, 400, JSON.stringify(fields));
      t.is(answer.back, undefined, JSON.stringify(fields));
      t.notRegex(answer.page, /evil\.example|javascript:/);
    }
  }
});

test('T55: what is asked for wrongly is shown, and nobody is sent on by a link alone', async (t) => {
  const wrong: readonly (readonly [Record<string, string>, string])[] = [
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge_method: '' }, 'invalid_request'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'admin' }, 'invalid_scope'],
    [{ resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
    [{ resource: started.url }, 'invalid_target'],
  ];

  for (const [fields, error] of wrong) {
    const asked = { ...params, ...fields };
    for (const answer of [await openConsent(started, asked), await decideConsent(started, asked)]) {
      t.is(answer.status, 400, JSON.stringify(fields));
      t.is(answer.back, undefined, JSON.stringify(fields));
      t.true(answer.page.includes(`error&#x3D;${error}`) || answer.page.includes(`error=${error}`), error);
    }
  }
});

test('T55: no other site says yes for somebody, and none shows the page in a frame', async (t) => {
  const { url, session } = started;
  const answered = (headers: Record<string, string>) => decideConsent(started, params, { headers });
  const shown = await fetch(`${url}/oauth/authorize?${new URLSearchParams(params)}`, {
    headers: { cookie: `access_token=${session}`, accept: 'text/html' },
  });

  t.is((await answered({ 'sec-fetch-site': 'cross-site' })).status, 403);
  t.is((await answered({ 'sec-fetch-site': 'same-site' })).status, 403);
  t.is((await answered({ origin: 'https://evil.example' })).status, 403);
  t.is((await answered({ origin: 'null' })).status, 403);
  t.is((await answered({})).status, 403);
  t.is(shown.headers.get('x-frame-options'), 'DENY');
  t.regex(shown.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  t.regex(shown.headers.get('cache-control') ?? '', /no-store/);
});

test('T51: a token says yes for nobody', async (t) => {
  const { asAda, url } = started;
  const made = await asAda.ask('POST /auth/tokens', { body: { name: 'all of it' } });
  const headers = { authorization: `Bearer ${made['token']}`, accept: 'text/html' };
  const body = new URLSearchParams({ ...params, decision: 'approve' });

  t.is((await fetch(`${url}/oauth/authorize`, { method: 'POST', headers, body })).status, 403);
});

test('T55: a code that was made for one application is worth nothing to another that it is slipped to', async (t) => {
  const { url } = started;
  const { back } = await decideConsent(started, params);
  const other = await registered(evil);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: back?.searchParams.get('code') ?? '',
    client_id: other,
    code_verifier: verifier,
    redirect_uri: evil,
  });

  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body });

  t.is(answer.status, 400);
  t.like(await answer.json(), { error: 'invalid_grant', code: 'invalid_grant' });
});

test('an application in the words of the wire: problems are JSON, and answers with tokens are in no cache', async (t) => {
  const { url } = started;
  const { back } = await decideConsent(started, params);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: back?.searchParams.get('code') ?? '',
    client_id: params['client_id'] ?? '',
    code_verifier: verifier,
  });

  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body,
    headers: { accept: 'text/html' },
  });
  const wrong = await fetch(`${url}/oauth/token`, { method: 'POST', headers: { accept: 'text/html' } });

  t.is(answer.headers.get('cache-control'), 'no-store');
  t.like(await answer.json(), { token_type: 'Bearer', scope: 'read marketplace' });
  t.like(await wrong.json(), { error: 'unsupported_grant_type' });
});
