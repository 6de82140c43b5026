import { Type } from '@agnes/sdk';
import test from 'ava';
import { markWritten } from '../../host/http/intent.ts';
import { bind, operation } from '../../host/http/operation.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startServer } from '../support/start-server.ts';

const closed = { additionalProperties: false } as const;
const admin = { userId: 'u1', email: 'a@x', isAdmin: true, kind: 'session' } as const;
const analyst = { userId: 'u2', email: 'b@x', isAdmin: false, kind: 'session' } as const;
const people = {
  admin,
  analyst,
  token: { ...analyst, kind: 'pat', tokenId: 't' },
  narrow: { ...admin, kind: 'pat', scopes: ['read'] },
} as const;

const open = operation({
  id: 'test.open',
  route: 'GET /api/open/:id',
  summary: 'Open.',
  who: 'public',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ n: Type.Integer({ default: 1 }) }),
  result: Type.Object({}),
  run: async ({ params, query }) => ({ id: params.id, n: query.n }),
});

const change = operation({
  id: 'test.change',
  route: 'POST /api/change',
  summary: 'Change.',
  who: 'admin',
  body: Type.Object({ name: Type.String({ minLength: 1 }) }, closed),
  result: Type.Object({}),
  status: 201,
  audit: ({ body }) => ({ action: 'test.change', resource: body.name }),
  run: async ({ body, intent }, { forget }: { forget: boolean }) => {
    if (!forget) markWritten(intent);
    return { name: body.name, by: intent.actor.email };
  },
});

const own = operation({
  id: 'test.own',
  route: 'GET /api/own',
  summary: 'Own.',
  who: 'session',
  result: Type.Object({}),
  run: async ({ principal }) => ({ email: principal.email }),
});

const broken = operation({
  id: 'test.broken',
  route: 'GET /api/broken',
  summary: 'Broken.',
  who: 'public',
  result: Type.Object({}),
  run: async () => {
    throw new Error('/secret/path and select * from secrets');
  },
});

const all = bind([open, change, own, broken], { forget: false });

const post = (origin: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${origin}/api/change`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer admin', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('path and query arrive checked and typed', async (t) => {
  const origin = await startServer(t, all);

  const response = await fetch(`${origin}/api/open/a%2Fb?n=7&unknown=1`);

  t.deepEqual(await response.json(), { id: 'a/b', n: 7 });
});

test('a query that is no integer is a 422 that names the place', async (t) => {
  const origin = await startServer(t, all);

  const response = await fetch(`${origin}/api/open/x?n=many`);

  t.is(response.status, 422);
  likeWhole(t, await response.json(), { code: 'invalid_input', errors: [{ loc: 'query/n' }] });
});

test('an unknown key of a body is refused with the key', async (t) => {
  const origin = await startServer(t, all, people);

  const response = await post(origin, { name: 'x', nmae: 'y' });

  t.is(response.status, 422);
  t.like(await response.json(), { detail: '/nmae: "nmae" is not a known key; did you mean "name"?' });
});

test('a body that is not JSON is a 400 problem with request id and hint', async (t) => {
  const origin = await startServer(t, all, people);

  const response = await post(origin, '{"name":');
  const problem = (await response.json()) as { request_id: string };

  t.is(response.status, 400);
  t.is(response.headers.get('content-type'), 'application/problem+json');
  t.like(problem, {
    code: 'malformed_body',
    status: 400,
    title: 'Bad Request',
    type: '/problems/malformed-body',
  });
  t.is(response.headers.get('x-request-id'), problem.request_id);
});

test('a body above the limit is refused before it is read', async (t) => {
  const origin = await startServer(t, all, people);

  const response = await post(origin, { name: 'x'.repeat(1_100_000) });

  t.is(response.status, 413);
});

test('a body of another type is refused', async (t) => {
  const origin = await startServer(t, all, people);

  const response = await post(origin, 'name: x', { 'content-type': 'application/yaml' });

  t.is(response.status, 415);
});

test('nobody, a user and an admin are told apart', async (t) => {
  const origin = await startServer(t, all, people);

  const nobody = await post(origin, { name: 'x' }, { authorization: '' });
  const user = await post(origin, { name: 'x' }, { authorization: 'Bearer analyst' });
  const allowed = await post(origin, { name: 'x' });

  t.deepEqual([nobody.status, user.status, allowed.status], [401, 403, 201]);
  t.is(nobody.headers.get('www-authenticate'), 'Bearer realm="agnes"');
  t.deepEqual(await allowed.json(), { name: 'x', by: 'a@x' });
});

test('a token is no interactive sign-in, and a scope narrows its owner', async (t) => {
  const origin = await startServer(t, all, people);

  const token = await fetch(`${origin}/api/own`, { headers: { authorization: 'Bearer token' } });
  const narrow = await post(origin, { name: 'x' }, { authorization: 'Bearer narrow' });

  t.like(await token.json(), { code: 'session_required' });
  t.like(await narrow.json(), { code: 'scope_missing', scope: 'admin' });
});

test('a change that wrote no audit row is a fault of ours, not an answer', async (t) => {
  const origin = await startServer(t, bind([change], { forget: true }), people);

  const response = await post(origin, { name: 'x' });

  t.is(response.status, 500);
});

test('a fault of ours shows neither path nor SQL', async (t) => {
  const origin = await startServer(t, all);

  const response = await fetch(`${origin}/api/broken`);
  const text = await response.text();

  t.is(response.status, 500);
  t.notRegex(text, /secret/);
  t.regex(text, /internal_error/);
});

test('an unknown path is 404 and a wrong method 405 with Allow', async (t) => {
  const origin = await startServer(t, all);

  const missing = await fetch(`${origin}/api/nope`);
  const wrong = await fetch(`${origin}/api/change`);

  t.like(await missing.json(), { code: 'no_such_route', path: '/api/nope' });
  t.is(wrong.status, 405);
  t.is(wrong.headers.get('allow'), 'POST');
});
