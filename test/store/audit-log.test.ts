import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { cursorBehind } from '../../host/http/cursor.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { AuditLog, type AuditQuery } from '../../host/store/audit/audit-log.ts';
import type { AuditRow } from '../../host/store/audit/audit-repository.ts';
import { AuditSigner } from '../../host/store/audit/audit-signer.ts';
import { addEntries } from './support/audit-chain.ts';
import { openedStore } from './support/opened-store.ts';

const intent = systemIntent('audit.export', 'audit_log');

/** A log with one entry for each of these, in this order. */
const logWith = async (t: ExecutionContext, ...entries: readonly Partial<AuditRow>[]) => {
  const store = await openedStore(t);
  await addEntries(store, entries.length, (seq) => entries[seq - 1] ?? {});
  return {
    store,
    log: new AuditLog({
      signer: new AuditSigner(new Uint8Array(32)),
      store,
      folder: '/nowhere',
      now: () => 0,
    }),
  };
};

const seqs = async (log: AuditLog, query: AuditQuery, page: { limit?: number; cursor?: string } = {}) =>
  (await log.list(query, { limit: 100, ...page })).entries.map(({ seq }) => seq);

test('an entry tells who did what, when, from where and how it ended', async (t) => {
  const { log } = await logWith(t, { params: '{"name":"flights"}' });

  const [entry] = (await log.list({}, { limit: 1 })).entries;

  const { id: _, hash, ...told } = entry ?? {};
  t.regex(hash ?? '', /^[0-9a-f]{64}$/);
  t.deepEqual(told, {
    seq: 1,
    timestamp: '2027-01-01T00:00:01.000+00:00',
    user_id: 'u1',
    user_email: 'ada@example.com',
    actor_kind: 'session',
    token_id: null,
    action: 'table.register',
    resource: 'flights',
    params: { name: 'flights' },
    result: 'success',
    duration_ms: 1,
    ip: '192.0.2.1',
    request_id: 'req-1',
  });
});

test('the newest entry is the first', async (t) => {
  const { log } = await logWith(t, {}, {}, {});

  t.deepEqual(await seqs(log, {}), [3, 2, 1]);
});

test('an action is matched whole, or by its beginning with a star', async (t) => {
  const actions = ['user_group.created', 'user_group.deleted', 'user', 'user_grouped', 'user_group.%'];
  const { log } = await logWith(t, ...actions.map((action) => ({ action })));

  t.deepEqual(await seqs(log, { action: 'user' }), [3]);
  t.deepEqual(await seqs(log, { action: 'user_group.*' }), [5, 2, 1]);
  t.deepEqual(await seqs(log, { action: 'user_group.%*' }), [5]);
  t.deepEqual(await seqs(log, { action: '*' }), [5, 4, 3, 2, 1]);
});

test('an actor is a user id or an address in any spelling', async (t) => {
  const { log } = await logWith(
    t,
    { user_id: 'u1', user_email: 'Ada@Example.com' },
    { user_id: 'u2', user_email: 'bob@example.com' },
    { user_id: null, user_email: null },
  );

  t.deepEqual(await seqs(log, { actor: 'u1' }), [1]);
  t.deepEqual(await seqs(log, { actor: ' ＡDA@example.COM' }), [1]);
  t.deepEqual(await seqs(log, { actor: 'ada' }), []);
});

test('a resource and a span of time narrow the list; both ends of the span belong to it', async (t) => {
  const { log } = await logWith(t, { resource: 'a' }, { resource: 'b' }, { resource: 'a' });
  const second = '2027-01-01T00:00:02Z';

  t.deepEqual(await seqs(log, { resource: 'a' }), [3, 1]);
  t.deepEqual(await seqs(log, { since: second }), [3, 2]);
  t.deepEqual(await seqs(log, { until: second }), [2, 1]);
  t.deepEqual(await seqs(log, { since: second, until: '2027-01-01T01:00:02+01:00' }), [2]);
  t.deepEqual(await seqs(log, { since: '2027-01-01', until: '2027-01-02' }), [3, 2, 1]);
  t.deepEqual(await seqs(log, { resource: 'a', until: second, action: '' }), [1]);
});

const isRefused = test.macro({
  title: (_, since: string) => `"${since}" is not a point in time`,
  exec: async (t, since: string) => {
    const { log } = await logWith(t);

    const refused = () => log.list({ since }, { limit: 1 });

    await t.throwsAsync(refused, { code: 'instant_invalid', message: /`since`/ });
  },
});

test(isRefused, 'yesterday');
test(isRefused, '2027');
test(isRefused, '2027-13-01');
test(isRefused, '2027-01-01T00:00:00');
test(isRefused, '1798761600000');

test('pages follow one another without overlap, also while the log grows', async (t) => {
  const { store, log } = await logWith(t, {}, {}, {}, {}, {});

  const first = await log.list({}, { limit: 2 });
  await addEntries(store, 1);
  const second = await log.list({}, { limit: 2, cursor: first.nextCursor ?? '' });
  const third = await log.list({}, { limit: 2, cursor: second.nextCursor ?? '' });

  const pages = [first, second, third].map(({ entries }) => entries.map(({ seq }) => seq));
  t.deepEqual(pages, [[5, 4], [3, 2], [1]]);
  t.is(third.nextCursor, undefined);
});

test('a cursor of another list is refused', async (t) => {
  const { log } = await logWith(t, {});
  const cursor = cursorBehind('0190-a-job', 0);

  await t.throwsAsync(() => log.list({}, { limit: 1, cursor }), { name: 'cursor_invalid' });
});

test('an export holds every entry that fits, oldest first, with what the chain is made of', async (t) => {
  const { log } = await logWith(t, {}, { resource: 'b' }, {});

  const exported = await text(await log.export({ resource: 'flights' }, { format: 'ndjson', intent }));

  const lines = exported
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map(({ seq }) => seq),
    [1, 3],
  );
  t.is(lines[0].prev_hash, '0'.repeat(64));
});

test('CSV is quoted, and text that a spreadsheet would run is not run', async (t) => {
  const { log } = await logWith(t, {
    user_email: '=HYPERLINK("http://evil.example")',
    resource: 'a,b',
    params: '{"name":"x"}',
    ip: null,
  });

  const exported = await text(await log.export({}, { format: 'csv', intent }));

  const [head = '', line = ''] = exported.split('\r\n');
  t.regex(head, /^seq,id,timestamp,user_id,user_email,.*,prev_hash,hash$/);
  t.true(line.includes(`,u1,"'=HYPERLINK(""http://evil.example"")",session,`));
  t.true(line.includes(`,"a,b","{""name"":""x""}",success,1,,req-1,`));
});

test('taking the log along is written into it', async (t) => {
  const { store, log } = await logWith(t);

  await text(await log.export({}, { format: 'csv', intent }));

  const rows = await store.read.selectFrom('audit_log').select(['action', 'resource']).execute();
  t.deepEqual(rows, [{ action: 'audit.export', resource: 'audit_log' }]);
});

test('an export reads no further ahead than its reader takes', async (t) => {
  const { log } = await logWith(t, ...Array.from({ length: 4_000 }, () => ({})));

  const stream = await log.export({}, { format: 'ndjson', intent });
  await once(stream, 'readable');
  const [first] = [stream.read()];
  await new Promise(setImmediate);

  t.is(String(first).trimEnd().split('\n').length, 500);
  t.true(stream.readableLength <= 1);
  stream.destroy();
});
