import test, { type ExecutionContext } from 'ava';
import { bind } from '../../host/http/operation.ts';
import { AuditLog } from '../../host/store/audit/audit-log.ts';
import { AuditSigner } from '../../host/store/audit/audit-signer.ts';
import { auditOperations } from '../../host/store/audit/operations.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startServer } from '../support/start-server.ts';
import { addEntries } from './support/audit-chain.ts';
import { openedStore } from './support/opened-store.ts';

const people = {
  admin: { userId: 'u0', email: 'a@x', isAdmin: true, kind: 'session' },
  ann: { userId: 'u1', email: 'b@x', isAdmin: false, kind: 'session' },
} as const;

/** What a list answers, as far as the tests look at it. */
interface Listed {
  readonly entries: readonly { readonly seq: number }[];
  readonly next_cursor: string | null;
}

const listed = async (answer: Response): Promise<Listed> => JSON.parse(await answer.text());

/** A server with so many entries in its log, and a way to ask it. */
const served = async (t: ExecutionContext, entries: number) => {
  const store = await openedStore(t);
  await addEntries(store, entries);
  const clock = { now: 0 };
  const audit = new AuditLog({
    signer: new AuditSigner(new Uint8Array(32)),
    store,
    folder: '/nowhere',
    now: () => clock.now,
  });
  const origin = await startServer(t, bind(auditOperations, { audit }), people);
  const get = (path: string, who: keyof typeof people = 'admin') =>
    fetch(origin + path, { headers: { authorization: `Bearer ${who}` } });
  return { get, store, clock };
};

test('a page is a hundred entries unless another limit is given', async (t) => {
  const { get } = await served(t, 120);

  const whole = await listed(await get('/api/admin/audit'));
  const short = await listed(await get('/api/admin/audit?limit=3'));

  t.is(whole.entries.length, 100);
  t.deepEqual(
    short.entries.map(({ seq }) => seq),
    [120, 119, 118],
  );
});

test('the next page is named in the body, in a header and as a link with the same filters', async (t) => {
  const { get } = await served(t, 5);

  const first = await get('/api/admin/audit?action=table.*&limit=3');
  const { next_cursor } = await listed(first);
  const [, link = ''] = /^<(\S+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
  const second = await get(link);

  t.is(first.headers.get('x-next-cursor'), next_cursor);
  t.true(link.startsWith('/api/admin/audit?action=table.*&limit=3&cursor='));
  likeWhole(t, await second.json(), { entries: [{ seq: 2 }, { seq: 1 }], next_cursor: null });
  t.is(second.headers.get('link'), null);
});

test('a cursor is good for a day, and one that is none is refused', async (t) => {
  const { get, clock } = await served(t, 5);
  const { next_cursor } = await listed(await get('/api/admin/audit?limit=3'));
  clock.now += 24 * 3_600_000 + 1;

  const old = await get(`/api/admin/audit?cursor=${next_cursor}`);
  const made = await get('/api/admin/audit?cursor=abc');

  t.is(old.status, 400);
  t.like(await old.json(), { code: 'cursor_expired' });
  t.like(await made.json(), { status: 400, code: 'cursor_invalid' });
});

test('a limit out of range and a time that is none are 422', async (t) => {
  const { get } = await served(t, 1);

  t.is((await get('/api/admin/audit?limit=501')).status, 422);
  t.is((await get('/api/admin/audit?limit=0')).status, 422);
  t.like(await (await get('/api/admin/audit?since=yesterday')).json(), {
    status: 422,
    code: 'instant_invalid',
    field: 'since',
    value: 'yesterday',
  });
  t.is((await get('/api/admin/audit/export?until=x')).status, 422);
});

test('the log is for administrators', async (t) => {
  const { get } = await served(t, 1);

  const statuses = await Promise.all(
    ['', '/verify', '/export'].map(async (path) => (await get(`/api/admin/audit${path}`, 'ann')).status),
  );

  t.deepEqual(statuses, [403, 403, 403]);
});

test('the chain is checked as a whole or in part', async (t) => {
  const { get } = await served(t, 10);

  const whole = await (await get('/api/admin/audit/verify')).json();
  const part = await (await get('/api/admin/audit/verify?from=3&to=5')).json();

  t.deepEqual(whole, { ok: true, checked: 10, first_bad_seq: null, reason: null });
  t.deepEqual(part, { ok: true, checked: 3, first_bad_seq: null, reason: null });
});

test('an export is a file to keep, written down with the filters it was asked with', async (t) => {
  const { get, store } = await served(t, 2);

  const answer = await get('/api/admin/audit/export?format=csv&actor=ada@example.com');
  const lines = (await answer.text()).trimEnd().split('\r\n');
  const last = await store.read
    .selectFrom('audit_log')
    .select(['action', 'user_id', 'params'])
    .orderBy('seq', 'desc')
    .executeTakeFirst();

  t.is(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
  t.is(answer.headers.get('content-disposition'), 'attachment; filename="audit.csv"');
  t.is(lines.length, 3);
  t.like(last, { action: 'audit.export', user_id: 'u0' });
  t.deepEqual(JSON.parse(last?.params ?? ''), { actor: 'ada@example.com', format: 'csv' });
});
