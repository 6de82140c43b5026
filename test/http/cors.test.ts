import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { guardedServer } from '../support/guarded-server.ts';

const change = operation({
  id: 'test.change',
  route: 'POST /api/change',
  summary: 'Change.',
  who: 'user',
  result: Type.Object({}),
  run: async () => ({ done: true }),
});

const person = { userId: 'u', email: 'a@x', isAdmin: false, kind: 'session' } as const;
const builtIn = 'http://localhost:3000';
const named = 'https://app.acme.example';

const served = (t: ExecutionContext) =>
  guardedServer(t, {
    operations: bind([change], {}),
    people: { me: person },
    cors: { allowed: [builtIn, named], trusted: [named] },
  });

const allowance = ({ status, headers }: Response) => ({
  status,
  origin: headers.get('access-control-allow-origin'),
  credentials: headers.get('access-control-allow-credentials'),
});

const asking = (origin: string) => ({ origin, 'access-control-request-method': 'POST' });

test('T116: a preflight is answered for origins on the list, and for no spelling near them', async (t) => {
  const { url } = await served(t);
  const foreign = [
    'https://evil.example',
    'https://app.acme.example.evil.example',
    'http://app.acme.example',
    'https://app.acme.example:8443',
    'https://APP.acme.example',
    'null',
    '*',
    'file://',
  ];
  const preflight = async (origin: string) =>
    allowance(await fetch(`${url}/api/change`, { method: 'OPTIONS', headers: asking(origin) }));

  t.deepEqual(await preflight(named), { status: 204, origin: named, credentials: 'true' });
  t.deepEqual(await preflight(builtIn), { status: 204, origin: builtIn, credentials: 'true' });
  t.deepEqual(
    await Promise.all(foreign.map(preflight)),
    foreign.map(() => ({ status: 405, origin: null, credentials: null })),
  );
});

test('a preflight allows all methods and the headers that were asked for', async (t) => {
  const { url } = await served(t);
  const headers = { ...asking(named), 'access-control-request-headers': 'authorization, x-own' };

  const answer = await fetch(`${url}/api/change`, { method: 'OPTIONS', headers });

  t.is(answer.headers.get('access-control-allow-methods'), 'GET, HEAD, POST, PUT, PATCH, DELETE');
  t.is(answer.headers.get('access-control-allow-headers'), 'authorization, x-own');
  t.regex(answer.headers.get('vary') ?? '', /Origin/);
});

test('T116: an answer, an error too, is readable for the origin that asked and is kept for no other', async (t) => {
  const { url } = await served(t);

  const refused = await fetch(`${url}/api/change`, { method: 'POST', headers: { origin: named } });
  const other = await fetch(`${url}/api/nope`, { headers: { origin: 'https://evil.example' } });

  t.deepEqual(allowance(refused), { status: 401, origin: named, credentials: 'true' });
  t.deepEqual(allowance(other), { status: 404, origin: null, credentials: null });
  t.regex(other.headers.get('vary') ?? '', /Origin/);
});

test('a cookie counts on requests of an origin that the operator has named, not of a built-in one', async (t) => {
  const { url } = await served(t);
  const statusFrom = async (origin: string, site: string) => {
    const headers = { origin, cookie: 'access_token=me', 'sec-fetch-site': site };
    return (await fetch(`${url}/api/change`, { method: 'POST', headers })).status;
  };

  t.is(await statusFrom(named, 'cross-site'), 200);
  t.is(await statusFrom(builtIn, 'same-site'), 403);
  t.is(await statusFrom('https://evil.example', 'cross-site'), 403);
});

test('without CORS no origin may read, its own least of all by a star', async (t) => {
  const { url } = await guardedServer(t, { operations: bind([change], {}), people: { me: person } });

  const answer = await fetch(`${url}/api/change`, { method: 'OPTIONS', headers: asking(builtIn) });

  t.deepEqual(allowance(answer), { status: 405, origin: null, credentials: null });
});
