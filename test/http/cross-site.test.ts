import { Type } from '@agnes/sdk';
import test from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { startServer } from '../support/start-server.ts';

const change = operation({
  id: 'test.change',
  route: 'POST /api/change',
  summary: 'Change.',
  who: 'user',
  result: Type.Object({}),
  run: async () => ({ done: true }),
});

const person = { userId: 'u', email: 'a@x', isAdmin: false, kind: 'session' } as const;

const statusWith = async (origin: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(`${origin}/api/change`, { method: 'POST', headers })).status;

test('a cookie counts only on requests of this site; a bearer credential counts everywhere', async (t) => {
  const origin = await startServer(t, bind([change], {}), { me: person });
  const cookie = 'access_token=me';

  t.is(await statusWith(origin, { cookie, 'sec-fetch-site': 'same-origin' }), 200);
  t.is(await statusWith(origin, { cookie, 'sec-fetch-site': 'none' }), 200);
  t.is(await statusWith(origin, { cookie, 'sec-fetch-site': 'same-site' }), 403);
  t.is(await statusWith(origin, { cookie, 'sec-fetch-site': 'cross-site' }), 403);
  t.is(await statusWith(origin, { cookie, origin: 'http://localhost:8000' }), 200);
  t.is(await statusWith(origin, { cookie, origin: 'http://evil.example' }), 403);
  t.is(await statusWith(origin, { cookie }), 403);
  t.is(await statusWith(origin, { authorization: 'Bearer me', origin: 'http://evil.example' }), 200);
});

test('every answer carries the security headers, errors too', async (t) => {
  const origin = await startServer(t, bind([change], {}));

  const { headers } = await fetch(`${origin}/nope`);

  t.regex(headers.get('content-security-policy') ?? '', /^default-src 'none'; .*frame-ancestors 'none'/);
  t.is(headers.get('x-frame-options'), 'DENY');
  t.is(headers.get('x-content-type-options'), 'nosniff');
  t.is(headers.get('cross-origin-opener-policy'), 'same-origin');
});

test('a harmless request id comes back, any other is replaced', async (t) => {
  const origin = await startServer(t, []);

  const kept = await fetch(`${origin}/x`, { headers: { 'x-request-id': 'trace-1_a' } });
  const replaced = await fetch(`${origin}/x`, { headers: { 'x-request-id': 'a b<c>' } });

  t.is(kept.headers.get('x-request-id'), 'trace-1_a');
  t.regex(replaced.headers.get('x-request-id') ?? '', /^[0-9a-f]{12}$/);
});
