import test from 'ava';
import { sql } from 'kysely';
import { auditWindow } from '../../host/store/audit/audit-repository.ts';
import { verifyAudit } from '../../host/store/audit/verify-audit.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { addEntries } from './support/audit-chain.ts';
import { openedStore } from './support/opened-store.ts';

const anchorAt = async ({ read }: SystemStore, seq: number) => {
  const [row] = await auditWindow(read, { first: seq, last: seq });
  return { at: '2027-01-01T00:00:00.000+00:00', seq, hash: row?.hash ?? '' };
};

const removeFrom = (store: SystemStore, seq: number) =>
  store.keep((tx) => sql`delete from audit_log where seq >= ${seq}`.execute(tx));

test('a chain longer than a page is walked to its end', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 1_201);

  t.deepEqual(await verifyAudit(store), { ok: true, checked: 1_201 });
});

test('T136: one edited row among many is named', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 1_201);
  await store.keep((tx) => sql`update audit_log set user_id = 'u2' where seq = 777`.execute(tx));

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 776, firstBadSeq: 777, reason: 'changed' });
});

test('an empty log is whole', async (t) => {
  t.deepEqual(await verifyAudit(await openedStore(t)), { ok: true, checked: 0 });
});

test('a span looks at its rows only, and believes the hash before its first one', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 20);
  await store.keep((tx) => sql`update audit_log set user_id = 'u2' where seq in (4, 16)`.execute(tx));

  t.deepEqual(await verifyAudit(store, { from: 5, to: 15 }), { ok: true, checked: 11 });
  t.deepEqual(await verifyAudit(store, { from: 5 }), {
    ok: false,
    checked: 11,
    firstBadSeq: 16,
    reason: 'changed',
  });
});

test('the first row of a span is checked against its own hash', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 5);
  await store.keep((tx) => sql`update audit_log set user_id = 'u2' where seq = 3`.execute(tx));

  const verdict = await verifyAudit(store, { from: 3 });

  t.deepEqual(verdict, { ok: false, checked: 0, firstBadSeq: 3, reason: 'changed' });
});

test('a gap of more than a page is found', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 2_000);
  await store.keep((tx) => sql`delete from audit_log where seq between 400 and 1900`.execute(tx));

  t.deepEqual(await verifyAudit(store), { ok: false, checked: 399, firstBadSeq: 400, reason: 'missing' });
});

test('a span behind the end has nothing to check', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 3);

  t.deepEqual(await verifyAudit(store, { from: 10 }), { ok: true, checked: 0 });
});

test('T136: rows cut off at the end show against an anchor', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 20);
  const anchors = [await anchorAt(store, 10), await anchorAt(store, 20)];
  await removeFrom(store, 15);

  t.deepEqual(await verifyAudit(store), { ok: true, checked: 14 });
  t.deepEqual(await verifyAudit(store, { anchors }), {
    ok: false,
    checked: 14,
    firstBadSeq: 15,
    reason: 'cut_off',
  });
});

test('T136: a log that was emptied shows against an anchor', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 5);
  const anchors = [await anchorAt(store, 5)];
  await removeFrom(store, 1);

  const verdict = await verifyAudit(store, { anchors });

  t.deepEqual(verdict, { ok: false, checked: 0, firstBadSeq: 1, reason: 'cut_off' });
});

test('T136: a chain that was made anew shows against the first anchor it does not fit', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 20);
  const anchors = [await anchorAt(store, 5), await anchorAt(store, 20)];
  await removeFrom(store, 10);
  await addEntries(store, 15, () => ({ user_id: 'somebody else' }));

  t.deepEqual(await verifyAudit(store), { ok: true, checked: 24 });
  t.deepEqual(await verifyAudit(store, { anchors }), {
    ok: false,
    checked: 19,
    firstBadSeq: 20,
    reason: 'rewritten',
  });
});

test('anchors outside of a span say nothing about it', async (t) => {
  const store = await openedStore(t);
  await addEntries(store, 20);
  const anchors = [{ ...(await anchorAt(store, 3)), hash: 'other' }, await anchorAt(store, 20)];
  await removeFrom(store, 15);

  t.deepEqual(await verifyAudit(store, { from: 4, to: 14, anchors }), { ok: true, checked: 11 });
});
