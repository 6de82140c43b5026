import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { rateClassOf } from '../../host/http/rate-class.ts';
import { RateLimit, type RateWindow } from '../../host/http/rate-limit.ts';
import { RateWindows } from '../../host/store/rate-windows.ts';
import { ManualClock } from '../jobs/manual-clock.ts';
import { openedStore } from '../store/support/opened-store.ts';
import { guardedServer } from '../support/guarded-server.ts';
import { likeWhole } from '../support/like-whole.ts';

const signIn = { id: 'auth.token', who: 'public', perMinute: 3 } as const;
const page = { id: 'web.login', who: 'public' } as const;
const query = { id: 'query.run', who: 'user' } as const;
const grant = { id: 'grants.create', who: 'admin' } as const;
const now = Date.now;

/** Whether each of so many calls passes. */
const calls = async (
  rateLimit: RateLimit,
  [operation, caller]: Parameters<RateLimit['check']>,
  number: number,
) =>
  (
    await Promise.all(
      Array.from({ length: number }, () =>
        rateLimit.check(operation, caller).then(
          () => true,
          () => false,
        ),
      ),
    )
  ).filter(Boolean).length;

test('an operation is in the class of its limit, else of those who may call it', (t) => {
  t.deepEqual(rateClassOf(signIn), { name: 'auth', perMinute: 3, counts: 'address' });
  t.deepEqual(rateClassOf(page), { name: 'public', perMinute: 1_200, counts: 'address' });
  t.deepEqual(rateClassOf(query), { name: 'user', perMinute: 6_000, counts: 'user' });
  t.deepEqual(rateClassOf({ who: 'session' }), rateClassOf(query));
  t.deepEqual(rateClassOf(grant), { name: 'admin', perMinute: 6_000, counts: 'user' });
});

test('calls are counted for each address and operation by itself, an IPv6 network as one', async (t) => {
  const rateLimit = new RateLimit({ now });

  t.is(await calls(rateLimit, [signIn, { ip: '192.0.2.1' }], 5), 3);
  t.is(await calls(rateLimit, [signIn, { ip: '192.0.2.2' }], 5), 3);
  t.is(await calls(rateLimit, [{ ...signIn, id: 'auth.other' }, { ip: '192.0.2.1' }], 5), 3);
  t.is(await calls(rateLimit, [signIn, { ip: '2001:db8::1' }], 5), 3);
  t.is(await calls(rateLimit, [signIn, { ip: '2001:db8::2' }], 5), 0);
});

test('N69: somebody who is known counts for themselves, somebody who is not for their address', async (t) => {
  const rateLimit = new RateLimit({ now });
  const ip = '192.0.2.1';

  t.is(await calls(rateLimit, [query, { ip, userId: 'ada' }], 6_001), 6_000);
  t.is(await calls(rateLimit, [query, { ip, userId: 'bob' }], 10), 10);
  t.is(await calls(rateLimit, [query, { ip }], 1_201), 1_200);
  t.is(await calls(rateLimit, [grant, { ip, userId: 'ada' }], 6_001), 6_000);
  t.is(await calls(rateLimit, [page, { ip }], 1_201), 1_200);
});

test('switched off, signing in is limited like any other public operation', async (t) => {
  const rateLimit = new RateLimit({ now, limitsSignIn: false });

  t.is(await calls(rateLimit, [signIn, { ip: '192.0.2.1' }], 1_201), 1_200);
});

const kept = async (t: ExecutionContext) => {
  const store = new RateWindows(await openedStore(t));
  const timers = new ManualClock();
  return { store, timers, open: () => new RateLimit({ now, kept: { store, timers } }) };
};

test('a restart goes on counting where the process before has stopped', async (t) => {
  const { open } = await kept(t);
  const before = open();
  await calls(before, [signIn, { ip: '192.0.2.1' }], 2);
  await before[Symbol.asyncDispose]();

  const after = open();
  await after.load();

  t.is(await calls(after, [signIn, { ip: '192.0.2.1' }], 5), 1);
  t.is(await calls(after, [signIn, { ip: '192.0.2.2' }], 5), 3);
});

test('a kill loses what came in after the last batch, and no more', async (t) => {
  const { store, timers, open } = await kept(t);
  const before = open();
  await calls(before, [signIn, { ip: '192.0.2.1' }], 2);
  t.is(timers.left, 1);
  timers.advance(1_000);
  await before[Symbol.asyncDispose]();

  likeWhole(t, await store.load(new Date(now() - 60_000)), [{ key: 'auth.token 192.0.2.1', hits: 2 }]);
});

test('only sign-in is kept, and windows that are over are gone', async (t) => {
  const { store, timers, open } = await kept(t);
  const old: RateWindow = { key: 'auth.token 192.0.2.9', start: new Date(now() - 61_000), hits: 3 };
  await store.save([old], new Date(now() - 70_000));
  const rateLimit = open();
  await rateLimit.load();

  await calls(rateLimit, [page, { ip: '192.0.2.1' }], 5);
  await calls(rateLimit, [query, { ip: '192.0.2.1', userId: 'ada' }], 5);
  t.is(timers.left, 0);
  await calls(rateLimit, [signIn, { ip: '192.0.2.9' }], 1);
  await rateLimit[Symbol.asyncDispose]();

  likeWhole(t, await store.load(new Date(0)), [{ key: 'auth.token 192.0.2.9', hits: 1 }]);
});

test('a flood from everywhere is counted, but writes no more than a batch', async (t) => {
  const { store, open } = await kept(t);
  const rateLimit = open();
  const addresses = Array.from({ length: 500 }, (_, number) => `2001:db8:0:${number.toString(16)}::1`);

  await Promise.all(addresses.map((ip) => rateLimit.check(signIn, { ip })));
  await rateLimit[Symbol.asyncDispose]();

  t.is((await store.load(new Date(0))).length, 200);
});

test('too many calls are a 429 that says when to come back', async (t) => {
  const attempt = operation({
    id: 'test.attempt',
    route: 'POST /auth/attempt',
    summary: 'Attempt.',
    who: 'public',
    result: Type.Object({}),
    perMinute: 3,
    run: async () => ({}),
  });
  const { url } = await guardedServer(t, { operations: bind([attempt], {}) });
  const post = () => fetch(`${url}/auth/attempt`, { method: 'POST' });
  await Promise.all([post(), post(), post()]);

  const refused = await post();

  t.is(refused.status, 429);
  t.is(refused.headers.get('retry-after'), '60');
  t.like(await refused.json(), {
    code: 'rate_limited',
    detail: 'More than 3 calls of this operation a minute.',
  });
});
