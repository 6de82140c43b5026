import test from 'ava';
import type { SystemStore } from '../../host/store/system-store.ts';
import {
  auditOf,
  identityOn,
  intentOf,
  origin,
  startedIdentity,
  withAdmin,
} from './support/started-identity.ts';

const minute = 60_000;

/** An administrator with a token of their own, a way to use it, and what the row says when all is written. */
const withToken = async (t: Parameters<typeof startedIdentity>[0]) => {
  const started = await withAdmin(await startedIdentity(t));
  const { identity, principal, store } = started;
  const draft = { name: 'nightly', expiresInDays: null };
  const { token } = await identity.tokens.create(principal, draft, intentOf('token.create'));
  const use = (ip: string) => identity.resolve({ bearer: token, ip });
  const row = async () => {
    await identity[Symbol.asyncDispose]();
    return store.read.selectFrom('personal_access_tokens').selectAll().executeTakeFirstOrThrow();
  };
  return { ...started, value: token, use, row };
};

test('the first use of a token is noted with time and address', async (t) => {
  const { use, row, clock } = await withToken(t);

  await use('192.0.2.7');

  t.like(await row(), { last_used_at: new Date(clock.ms), last_used_ip: '192.0.2.7' });
});

test('within a minute a token is noted once', async (t) => {
  const { use, row, clock } = await withToken(t);
  const first = clock.ms;
  await use('192.0.2.7');
  clock.ms += minute - 1;
  await use('192.0.2.7');
  t.like(await row(), { last_used_at: new Date(first) });
  clock.ms += 1;

  await use('192.0.2.7');

  t.like(await row(), { last_used_at: new Date(clock.ms) });
});

test('a new address is audited with the one before it, the very first is not', async (t) => {
  const started = await withToken(t);
  await started.use('192.0.2.7');
  await started.row();
  await started.use('198.51.100.9');
  t.like(await started.row(), { last_used_ip: '198.51.100.9' });

  const log = await auditOf(started);

  const [audited, ...more] = log.filter(({ action }) => action === 'token.first_use_new_ip');
  t.like(audited, { user_email: 'Ada@Example.com', params: '{"previous_ip":"192.0.2.7"}' });
  t.deepEqual(more, []);
});

test('two machines that share a token write at most once a minute each', async (t) => {
  const started = await withToken(t);
  await started.use('192.0.2.7');
  await started.row();
  await started.use('198.51.100.9');
  await started.row();

  await started.use('192.0.2.7');
  await started.use('198.51.100.9');

  t.like(await started.row(), { last_used_ip: '198.51.100.9' });
  const log = await auditOf(started);
  t.is(log.filter(({ action }) => action === 'token.first_use_new_ip').length, 1);
});

test('a session is marked as seen', async (t) => {
  const { identity, store, clock } = await withToken(t);

  await identity[Symbol.asyncDispose]();

  const [session] = await store.read.selectFrom('sessions').selectAll().execute();
  t.deepEqual(session?.last_seen_at, new Date(clock.ms));
});

test('a restart within the minute does not write again', async (t) => {
  const started = await withToken(t);
  await started.use('192.0.2.7');
  const before = await started.row();
  started.clock.ms += minute - 1;
  const restarted = identityOn(started.store, started);

  await restarted.resolve({ bearer: started.value, ip: '192.0.2.7' });
  await restarted[Symbol.asyncDispose]();

  t.deepEqual(await started.row(), before);
});

test('a store that cannot write lets the request through', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  const refuse = () => Promise.reject(new Error('the disk is full'));
  const full: SystemStore = {
    read: started.store.read,
    revision: (tables) => started.store.revision(tables),
    keep: refuse,
    write: refuse,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const identity = identityOn(full, started);

  const principal = await identity.resolve({ bearer: started.token, ip: origin.ip });

  await identity[Symbol.asyncDispose]();
  t.is(principal.kind, 'session');
});
