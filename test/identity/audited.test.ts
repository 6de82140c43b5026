import test from 'ava';
import { sql } from 'kysely';
import { servedAdmin } from './support/identity-server.ts';

test('T63: a request whose audit row cannot be written fails, and nothing of it is stored', async (t) => {
  const { call, store } = await servedAdmin(t);
  await store.keep((tx) => sql`alter table audit_log rename to audit_gone`.execute(tx));

  const response = await call('POST /auth/tokens', { body: { name: 'laptop' } });

  t.is(response.status, 500);
  t.deepEqual(await store.read.selectFrom('personal_access_tokens').selectAll().execute(), []);
});

test('T63: a sign-in that cannot be audited opens no session', async (t) => {
  const { call, store, token } = await servedAdmin(t);
  const sessions = () => store.read.selectFrom('sessions').select('id').execute();
  const before = await sessions();
  await store.keep((tx) => sql`alter table audit_log rename to audit_gone`.execute(tx));

  const response = await call('POST /auth/token', {
    token,
    body: { email: 'Ada@Example.com', password: 'correct horse battery' },
  });

  t.is(response.status, 500);
  t.deepEqual(await sessions(), before);
});
