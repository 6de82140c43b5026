import { Secret } from '@agnes/sdk';
import test from 'ava';
import { sql } from 'kysely';
import { systemIntent } from '../../host/http/intent.ts';
import { auditHash } from '../../host/store/audit/audit-hash.ts';
import { insertAudit } from '../../host/store/audit/audit-repository.ts';
import { verifyAudit } from '../../host/store/audit/verify-audit.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { openedStore } from './support/opened-store.ts';
import { sampleUser } from './support/sample-user.ts';

const nothing = async () => undefined;

const threeChanges = async (store: SystemStore): Promise<void> => {
  await store.write(systemIntent('one', 'a'), nothing);
  await store.write(systemIntent('two', 'b'), nothing);
  await store.write(systemIntent('three', 'c'), nothing);
};

/** Edits row 2 and makes its hash fit, as somebody with the file in hand would. */
const forgeSecond = (store: SystemStore): Promise<string> =>
  store.keep(async (tx) => {
    const row = await tx.selectFrom('audit_log').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
    const hash = auditHash({ ...row, resource: 'z' });
    await sql`update audit_log set resource = 'z', hash = ${hash} where seq = 2`.execute(tx);
    return hash;
  });

test('a change is written with who, what and to which thing', async (t) => {
  const store = await openedStore(t);
  const actor = { kind: 'pat', userId: 'u1', email: 'ada@example.com', tokenId: 'p1' } as const;

  const result = await store.write(
    {
      action: 'table.register',
      actor,
      resource: 'flights',
      params: { b: 1, a: 2 },
      requestId: 'r1',
      ip: '::1',
    },
    async () => 'done',
  );

  const {
    id: _id,
    timestamp,
    hash,
    ...row
  } = await store.read.selectFrom('audit_log').selectAll().executeTakeFirstOrThrow();
  t.is(result, 'done');
  t.true(timestamp instanceof Date);
  t.regex(hash, /^[0-9a-f]{64}$/);
  t.like(row, {
    seq: 1,
    user_id: 'u1',
    user_email: 'ada@example.com',
    actor_kind: 'pat',
    token_id: 'p1',
    action: 'table.register',
    resource: 'flights',
    params: '{"a":2,"b":1}',
    result: 'success',
    request_id: 'r1',
    ip: '::1',
    prev_hash: '0'.repeat(64),
  });
});

test('numbers have no gap, also after changes that failed', async (t) => {
  const store = await openedStore(t);
  await store.write(systemIntent('one'), nothing);
  await t.throwsAsync(store.write(systemIntent('lost'), () => Promise.reject(new RangeError('no'))));
  await store.write(systemIntent('two'), nothing);

  const rows = await store.read.selectFrom('audit_log').select(['seq', 'action']).orderBy('seq').execute();

  t.deepEqual(rows, [
    { seq: 1, action: 'one' },
    { seq: 2, action: 'two' },
  ]);
});

test('T63: an audit row that cannot be written takes the change with it', async (t) => {
  const store = await openedStore(t);
  await store.keep((tx) => sql`alter table audit_log rename to audit_gone`.execute(tx));

  const change = store.write(systemIntent('user.create'), (tx) =>
    tx.insertInto('users').values(sampleUser()).execute(),
  );

  await t.throwsAsync(change, { name: 'state_statement_failed', message: /audit_log/ });
  t.deepEqual(await store.read.selectFrom('users').selectAll().execute(), []);
});

test('what the host only notes down leaves no audit row', async (t) => {
  const store = await openedStore(t);

  await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());

  t.deepEqual(await store.read.selectFrom('audit_log').selectAll().execute(), []);
});

test('an untouched chain verifies', async (t) => {
  const store = await openedStore(t);
  await threeChanges(store);

  t.deepEqual(await verifyAudit(store), { ok: true, checked: 3 });
});

test('T136: an edited row is found, and its number is told', async (t) => {
  const store = await openedStore(t);
  await threeChanges(store);
  await store.keep((tx) => sql`update audit_log set resource = 'z' where seq = 2`.execute(tx));

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 1, firstBadSeq: 2, reason: 'changed' });
});

test('an edited row whose own hash was made to fit is found at the next one', async (t) => {
  const store = await openedStore(t);
  await threeChanges(store);
  await forgeSecond(store);

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 2, firstBadSeq: 3, reason: 'changed' });
});

test('linking the next row to a forged one does not help', async (t) => {
  const store = await openedStore(t);
  await threeChanges(store);
  const forged = await forgeSecond(store);
  await store.keep((tx) => sql`update audit_log set prev_hash = ${forged} where seq = 3`.execute(tx));

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 2, firstBadSeq: 3, reason: 'changed' });
});

test('a number that was left out is found', async (t) => {
  const store = await openedStore(t);
  await threeChanges(store);
  const last = await store.read
    .selectFrom('audit_log')
    .selectAll()
    .where('seq', '=', 3)
    .executeTakeFirstOrThrow();
  const jump = { ...last, seq: 5, prev_hash: last.hash };
  await store.keep((tx) => insertAudit(tx, { ...jump, hash: auditHash(jump) }));

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 3, firstBadSeq: 4, reason: 'missing' });
});

test('a row that was taken out of the middle is found', async (t) => {
  const store = await openedStore(t);
  await threeChanges(store);
  await store.keep((tx) => sql`delete from audit_log where seq = 2`.execute(tx));

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 1, firstBadSeq: 2, reason: 'missing' });
});

test('secrets are masked before anything is hashed or stored; ids and names of variables are not', async (t) => {
  const store = await openedStore(t);
  const params = {
    password: 'hunter2',
    nested: [{ apiKey: 'hunter2', Authorization: 'hunter2' }],
    setup_code: 'hunter2',
    value: new Secret('hunter2'),
    token_id: 'p1',
    secret_env: 'API_TOKEN',
    tables: ['a'],
  };

  await store.write({ ...systemIntent('x'), params }, nothing);
  const row = await store.read.selectFrom('audit_log').select('params').executeTakeFirstOrThrow();

  t.deepEqual(JSON.parse(row.params ?? ''), {
    password: '[secret]',
    nested: [{ apiKey: '[secret]', Authorization: '[secret]' }],
    setup_code: '[secret]',
    value: '[secret]',
    token_id: 'p1',
    secret_env: 'API_TOKEN',
    tables: ['a'],
  });
});
