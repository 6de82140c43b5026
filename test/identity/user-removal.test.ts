import test from 'ava';
import { sql } from 'kysely';
import { putChoice } from '../../host/distribution/registry/choice-repository.ts';
import { insertQueryJob } from '../../host/query/jobs/repository.ts';
import { publicly } from './support/device.ts';
import { servedAdmin } from './support/identity-server.ts';
import { addUser, type Served, signedInUser } from './support/people.ts';
import { auditOf } from './support/started-identity.ts';

/** Every table that says whose a row is. A new one has to be forgotten with its user, too. */
const tables = [
  'audit_log',
  'desktop_links',
  'group_syncs',
  'knowledge_votes',
  'marketplace_choices',
  'one_shot_tokens',
  'personal_access_tokens',
  'query_jobs',
  'query_log',
  'quota_usage',
  'saved_queries',
  'sessions',
  'uploads',
  'user_group_members',
  'user_identities',
  'user_preferences',
  'user_sync_settings',
] as const;

const tablesWithUsers = async ({ store }: Served): Promise<readonly string[]> => {
  const query = sql<{ name: string }>`
    select distinct table_name as name from information_schema.columns where column_name = 'user_id' order by name`;
  return (await store.keep((tx) => query.execute(tx))).rows.map(({ name }) => name);
};

const rowsOf = ({ store }: Served, userId: string): Promise<number[]> =>
  Promise.all(
    tables.map(async (table) => {
      const rows = store.read.selectFrom(table).select('user_id').where('user_id', '=', userId);
      return (await rows.execute()).length;
    }),
  );

/** Leaves a row of the user in every table. */
const useEverything = async (served: Served, { id, token }: { id: string; token: string }) => {
  const { call, store, clock } = served;
  const at = new Date(clock.ms);
  await call('POST /auth/tokens', { token, body: { name: 'nightly' } });
  await call('POST /api/ws/ticket', { token });
  const invitation = await call('POST /api/desktop/link', { token });
  const { code } = (await invitation.json()) as { code: string };
  await publicly(served, '/api/desktop/token', { code });
  await store.keep(async (tx) => {
    const account = { provider: 'google', issuer: 'https://accounts.google.com', subject: '1', user_id: id };
    const linked = { email_at_link: null, linked_at: at, last_login_at: null };
    await tx
      .insertInto('user_identities')
      .values({ ...account, ...linked })
      .execute();
    const state = { synced_at: at, failing_since: null, suspended_at: null, reason: null };
    await tx
      .insertInto('group_syncs')
      .values({ provider: 'google', user_id: id, ...state })
      .execute();
    const member = { user_id: id, group_id: 'g', source: 'admin', added_at: at, added_by: null };
    await tx
      .insertInto('user_group_members')
      .values({ ...member, suspended_at: null, expires_at: null })
      .execute();
    await tx
      .insertInto('quota_usage')
      .values({ user_id: id, day: '2027-01-01', kind: 'scan_bytes', amount: 1 })
      .execute();
    const own = { user_id: id, updated_at: at };
    await tx
      .insertInto('user_sync_settings')
      .values({ ...own, table_id: 't', enabled: true })
      .execute();
    await tx
      .insertInto('user_preferences')
      .values({ ...own, key: 'k', value: '1' })
      .execute();
  });
};

/** Leaves a row of the user in every table of what was asked. */
const askEverything = async ({ store, clock }: Served, { id }: { id: string }) => {
  const at = new Date(clock.ms);
  const none = { token_id: null, error_code: null, rows: null, bytes_out: null, bytes_scanned: null };
  const run = { ...none, queue_ms: null, duration_ms: 1, data_generation: null, request_id: null };
  const query = { id: 'q', user_id: id, occurred_at: at, surface: 'api', sql_text: 'SELECT 1' };
  const saved = { id: 's', user_id: id, name: 'one', sql_text: 'SELECT 1', description: null };
  await store.keep(async (tx) => {
    await insertQueryJob(tx, {
      query: {
        jobId: 'j',
        userId: id,
        sql: 'SELECT 1',
        limit: 1,
        timeoutMs: 1,
        csvRaw: false,
        expiresAt: at,
      },
      createdAt: at,
    });
    await tx
      .insertInto('query_log')
      .values({ ...query, ...run, sql_sha256: 'x', table_ids: '[]', status: 'ok', cached: false })
      .execute();
    const file = { id: 'f', user_id: id, kind: 'session', filename: 'f.jsonl', version: 1, sha256: 'x' };
    await tx
      .insertInto('uploads')
      .values({ ...file, size_bytes: 1, uploaded_at: at, deleted_at: null })
      .execute();
    await putChoice(tx, { marketplace: 'm', plugin: 'p', enabled: false }, { userId: id, at });
    const vote = { item_id: 'km_1', user_id: id, vote: 1, voted_at: at };
    await tx.insertInto('knowledge_votes').values(vote).execute();
    await tx
      .insertInto('saved_queries')
      .values({ ...saved, created_at: at, updated_at: at })
      .execute();
  });
};

test('a user who is deleted leaves no row anywhere but in the audit log', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await useEverything(served, bob);
  await askEverything(served, bob);
  t.deepEqual(await tablesWithUsers(served), tables);
  t.false((await rowsOf(served, bob.id)).includes(0));

  const response = await served.call(`DELETE /api/users/${bob.id}`);

  t.is(response.status, 204);
  const [audited, ...others] = await rowsOf(served, bob.id);
  t.true(Number(audited) > 0);
  t.deepEqual(new Set(others), new Set([0]));
  t.is((await served.call(`GET /api/users/${bob.id}`)).status, 404);
});

test('whoever is deleted is out at the next request, and others are not', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const carol = await signedInUser(served, 'carol@example.com');

  await served.call(`DELETE /api/users/${bob.id}`);

  t.like(await (await served.call('GET /auth/me', { token: bob.token })).json(), { code: 'user_not_found' });
  t.is((await served.call('GET /auth/me', { token: carol.token })).status, 200);
});

test('the address of somebody who was deleted is free again, for somebody with nothing', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await served.call(`DELETE /api/users/${bob.id}`);

  const again = await addUser(served, bob.email);

  t.not(again.id, bob.id);
  t.like(again, { email: bob.email, groups: [], active: true });
});

test('a refused deletion changes nothing and is not audited', async (t) => {
  const served = await servedAdmin(t);
  const before = await auditOf(served);

  const response = await served.call(`DELETE /api/users/${served.user.id}`);

  t.is(response.status, 409);
  t.deepEqual(await auditOf(served), before);
  t.is((await served.call('GET /auth/me')).status, 200);
});
