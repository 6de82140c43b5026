import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { AgentAccount } from './support/agent-account.ts';
import { toolNames } from './support/clients.ts';
import { decideConsent, openConsent } from './support/consent.ts';
import { type OauthHost, startOauthHost } from './support/oauth-host.ts';

const context = fileContext();
let started: OauthHost;

test.before(async () => {
  started = await startOauthHost(context);
});

const transportFor = (account: AgentAccount) =>
  new StreamableHTTPClientTransport(new URL('/mcp', started.url), { authProvider: account });

const connect = async (t: ExecutionContext, transport: StreamableHTTPClientTransport) => {
  const client = new Client({ name: 'a test', version: '1.0.0' });
  t.teardown(() => client.close());
  // Its own types differ about what may be undefined.
  await client.connect(transport as Transport);
  return client;
};

/** The official client registers, sends its person to the page, and gets tokens for what the person says. */
const connected = async (t: ExecutionContext, account: AgentAccount) => {
  const first = transportFor(account);
  await t.throwsAsync(connect(t, first), { instanceOf: UnauthorizedError });
  const asked = Object.fromEntries(account.sentTo?.searchParams ?? []);
  const shown = await openConsent(started, asked);
  const { back } = await decideConsent(started, asked);
  await first.finishAuth(back?.searchParams.get('code') ?? '');
  return { client: await connect(t, transportFor(account)), shown, back };
};

const rowsOf = async (client: Client): Promise<unknown> => {
  const sql = 'SELECT id FROM orders ORDER BY id';
  const { structuredContent } = await client.callTool({ name: 'query', arguments: { sql } });
  return (structuredContent as { readonly rows: unknown }).rows;
};

test('the official client finds the way, is connected by a person, and lists and calls tools', async (t) => {
  const account = new AgentAccount('Desk agent');
  const { client, shown, back } = await connected(t, account);

  const { tools } = await client.listTools();

  t.regex(shown.page, /Desk agent/);
  t.regex(shown.page, /your own machine/);
  t.is(back?.origin, 'http://localhost:41001');
  t.is(back?.searchParams.get('state'), 'state-of-the-agent');
  t.is(back?.searchParams.get('iss'), started.url);
  t.deepEqual(tools.map(({ name }) => name).sort(), toolNames);
  t.deepEqual(await rowsOf(client), [[1], [2]]);
  t.like(account.kept, { token_type: 'Bearer', expires_in: 3_600, scope: 'read marketplace' });
});

test('the official client renews by itself when its access token is refused', async (t) => {
  const account = new AgentAccount('Renewing agent');
  await connected(t, account);
  const before = account.kept;
  if (before) account.kept = { ...before, access_token: 'one that has ended' };

  const client = await connect(t, transportFor(account));

  t.deepEqual(await rowsOf(client), [[1], [2]]);
  t.not(account.kept?.access_token, 'one that has ended');
  t.not(account.kept?.refresh_token, before?.refresh_token);
});

test('a person sees what is connected among their tokens, revokes it there, and it is out at once', async (t) => {
  const account = new AgentAccount('Revoked agent');
  const { client } = await connected(t, account);
  await rowsOf(client);
  const { asAda } = started;
  const listed = JSON.parse((await asAda.send('GET /auth/tokens')).text) as readonly Record<
    string,
    unknown
  >[];
  const own = listed.find(({ name }) => name === 'Revoked agent');
  const page = await asAda.send('GET /tokens');

  const revoked = await asAda.send(`DELETE /auth/tokens/${own?.['id']}`);

  likeWhole(t, own, { kind: 'oauth', scopes: ['read', 'marketplace'] });
  t.regex(page.text, /connected application/);
  t.is(revoked.status, 204);
  account.sentTo = undefined;
  await t.throwsAsync(client.listTools(), { instanceOf: UnauthorizedError });
  // What was left to it is to ask its person again.
  t.truthy(account.sentTo);
});

test('an application that ends its connection itself is out, too', async (t) => {
  const account = new AgentAccount('Leaving agent');
  await connected(t, account);
  const body = new URLSearchParams({
    token: account.kept?.refresh_token ?? '',
    client_id: account.clientId,
  });

  const ended = await fetch(`${started.url}/oauth/revoke`, { method: 'POST', body });
  const again = await fetch(`${started.url}/oauth/revoke`, { method: 'POST', body });

  t.deepEqual([ended.status, again.status], [200, 200]);
  await t.throwsAsync(connect(t, transportFor(account)), { instanceOf: UnauthorizedError });
});
