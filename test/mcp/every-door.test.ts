import { createHash } from 'node:crypto';
import test from 'ava';
import { operations } from '../../host/app/operations.ts';
import type { Who } from '../../host/http/operation.ts';
import { fileContext } from '../support/file-context.ts';
import { decideConsent } from './support/consent.ts';
import { type OauthHost, startOauthHost } from './support/oauth-host.ts';

const context = fileContext();
let started: OauthHost;

test.before(async () => {
  started = await startOauthHost(context);
});

/** The access token of an application that Ada has connected. */
const accessToken = async ({ asAda, url, ...person }: OauthHost): Promise<string> => {
  const [redirect_uri, code_verifier] = ['https://app.example/callback', 'v'.repeat(43)];
  const draft = { client_name: 'Agent', redirect_uris: [redirect_uri] };
  const client_id = String((await asAda.ask('POST /oauth/register', { body: draft }))['client_id']);
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
  const asked = {
    client_id,
    redirect_uri,
    response_type: 'code',
    code_challenge,
    code_challenge_method: 'S256',
  };
  const { back } = await decideConsent({ ...person, url }, asked);
  const code = back?.searchParams.get('code') ?? '';
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id, code, code_verifier });
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body });
  return String(Reflect.get(Object(await answer.json()), 'access_token'));
};

interface Door {
  readonly id: string;
  readonly route: string;
  readonly who: Who;
  readonly orLoopback?: true | undefined;
}

const declared: readonly Door[] = operations;
/** All but what is open to anybody, or to anybody on this machine. */
const doors = declared.filter(
  ({ who, id, orLoopback }) => who !== 'public' && id !== 'mcp.call' && !orLoopback,
);

test('T54: a token for /mcp opens no other operation: not as bearer, as password or as cookie', async (t) => {
  const { url } = started;
  const token = await accessToken(started);
  const forms = [
    { authorization: `Bearer ${token}` },
    { authorization: `Basic ${Buffer.from(`any:${token}`).toString('base64')}` },
    { cookie: `access_token=${token}`, 'sec-fetch-site': 'same-origin' },
  ];
  const opened: unknown[] = [];
  const knock = async (method: string, path: string, headers: Record<string, string>) => {
    const { status, headers: told } = await fetch(url + path, { method, headers, redirect: 'manual' });
    const isTurnedAway = status === 401 || told.get('location')?.startsWith('/login');
    if (!isTurnedAway) opened.push([method, path, status, Object.keys(headers)[0]]);
  };

  for (const { route } of doors) {
    const [method = '', path = ''] = route.split(' ');
    const filled = path.replaceAll(/[:*]\w+/g, 'x').replaceAll(/[{}]/g, '');
    await Promise.all(forms.map((headers) => knock(method, filled, headers)));
  }

  const ping = { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }) };
  const type = { 'content-type': 'application/json' };
  const [inside, ...outside] = await Promise.all(
    forms.map((headers) => fetch(`${url}/mcp`, { ...ping, headers: { ...type, ...headers } })),
  );
  t.true(doors.length > 300);
  t.deepEqual(opened, []);
  t.is(inside?.status, 200);
  t.deepEqual(
    outside.map(({ status }) => status),
    [401, 401],
  );
});
