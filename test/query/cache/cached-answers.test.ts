import test, { type ExecutionContext } from 'ava';
import { intentOf } from '../../access/support/started-access.ts';
import { fileContext } from '../../support/file-context.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { cachedQueries, roomy } from '../support/cached-queries.ts';
import { startedQueries } from '../support/started-queries.ts';

const context = fileContext();
let shared: Awaited<ReturnType<typeof startedQueries>>;

test.before(async () => {
  shared = await startedQueries(context);
});

/** A cache of its own over the lab of all tests here. */
const served = (t: ExecutionContext, limits = roomy) => cachedQueries(t, shared, limits);

/** The same over a lab that may be changed. */
const servedAlone = async (t: ExecutionContext) => cachedQueries(t, await startedQueries(t));

const sql = 'SELECT sum(amount) AS s FROM orders';

test('the same question is computed once, and every answer says where it comes from', async (t) => {
  const { post, runs, log } = await served(t);

  const first = await post({ sql });
  const second = await post({ sql });
  const [computed, kept] = [await first.json(), await second.json()] as Record<string, unknown>[];

  t.is(runs.length, 1);
  const stamps = { generation: 3, extracted_at: '2026-02-27T18:30:00.000+00:00', rows: [[780]] };
  likeWhole(t, computed, { ...stamps, cache: 'miss', row_count: 1 });
  likeWhole(t, kept, { ...stamps, cache: 'hit', row_count: 1 });
  t.not(computed?.['query_id'], kept?.['query_id']);
  t.deepEqual(
    ['generation', 'extracted-at', 'cache'].map((name) => second.headers.get(`x-agnes-${name}`)),
    ['3', '2026-02-27T18:30:00.000+00:00', 'hit'],
  );
  const told = log.map(({ cached, tableIds, rows, bytes }) => ({ cached, tableIds, rows, bytes }));
  const same = { tableIds: ['t-orders'], rows: 1, bytes: 7 };
  t.deepEqual(told, [
    { cached: false, ...same },
    { cached: true, ...same },
  ]);
});

test('another form, limit, value or spelling is another question', async (t) => {
  const { status, runs } = await served(t);
  const asked = [
    { sql: 'SELECT $1 AS v FROM orders', params: [1] },
    { sql: 'SELECT $1 AS v FROM orders', params: ['1'] },
    { sql: 'SELECT $1 AS v FROM orders', params: { 1: 1 } },
    { sql: 'SELECT $1 AS v FROM orders', params: [1], limit: 2 },
    { sql: 'SELECT $1 AS v FROM orders', params: [1], format: 'csv' },
    { sql: 'SELECT $1 AS v FROM orders', params: [1], format: 'csv', csv_raw: true },
    { sql: 'SELECT $1 as v FROM orders', params: [1] },
  ];

  for (const body of asked) t.is(await status(body), 'miss', JSON.stringify(body));
  for (const body of asked) t.is(await status(body), 'hit', JSON.stringify(body));

  t.is(runs.length, asked.length);
});

test('N46: an answer is found by those alone who are granted the same tables in the same versions', async (t) => {
  const { status, grants, access, ada } = await servedAlone(t);
  t.deepEqual([await status({ sql }), await status({ sql })], ['miss', 'hit']);

  t.is(await status({ sql }, 'eve'), '403');
  t.is(await status({ sql }, 'root'), 'miss');
  const group = access.rights.groupsOf(ada.userId).find(({ name }) => name.includes('ada'));
  const [grant] = (await grants.list({ groupId: group?.id ?? '' })).filter(
    ({ resource_id }) => resource_id === 't-orders',
  );
  await grants.revoke(grant?.id ?? '', intentOf('resource_grant.deleted'));

  t.is(await status({ sql }), '403');
});

test('N46: after a publication the answer is a new one', async (t) => {
  const { post, status, generations } = await servedAlone(t);
  const before = await post({ sql: 'SELECT count(*) AS n FROM orders' });
  likeWhole(t, await before.json(), { rows: [[12]], generation: 3 });
  const { tables, ...rest } = generations.current;
  const orders = tables.get('t-orders');
  const people = tables.get('t-people');
  const swapped = {
    ...orders,
    version: 'v2',
    files: people?.files,
    lastSync: new Date('2026-03-01T00:00:00Z'),
  };
  const changed = new Map(tables).set('t-orders', swapped as NonNullable<typeof orders>);

  generations.replace({ ...rest, number: 4, tables: changed });
  const after = await post({ sql: 'SELECT count(*) AS n FROM orders' });

  const stamps = { generation: 4, extracted_at: '2026-03-01T00:00:00.000+00:00', cache: 'miss' };
  likeWhole(t, await after.json(), { rows: [[3]], ...stamps });
  generations.replace({ ...rest, number: 5, tables: changed });
  t.is(await status({ sql: 'SELECT count(*) AS n FROM orders' }), 'miss');
});

test('T69: whoever has an answer is told that it still holds, after it was settled that they may see it', async (t) => {
  const { post, log, generations } = await servedAlone(t);
  const first = await post({ sql, format: 'csv' });
  const tag = first.headers.get('etag') ?? '';
  const known = { 'if-none-match': tag };

  const again = await post({ sql, format: 'csv' }, 'ada', known);
  const stranger = await post({ sql, format: 'csv' }, 'eve', known);
  const other = await post({ sql: 'SELECT 1', format: 'csv' }, 'ada', known);
  const json = await post({ sql });
  const weak = await post({ sql }, 'ada', { 'if-none-match': json.headers.get('etag') ?? '' });
  generations.replace({ ...generations.current, number: 4 });
  const later = await post({ sql, format: 'csv' }, 'ada', known);

  t.regex(tag, /^"[0-9a-f]{64}"$/);
  t.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag]);
  t.is(again.headers.get('x-agnes-cache'), 'hit');
  t.deepEqual([stranger.status, other.status, weak.status, later.status], [403, 200, 304, 200]);
  t.regex(json.headers.get('etag') ?? '', /^W\/"/);
  t.is(log.filter(({ cached }) => cached).length, 2);
});

test('chance, long answers and failures are never kept', async (t) => {
  const { post, status, cache, runs } = await served(t);
  const long = { sql: 'SELECT range FROM range(100000)', limit: 100_000, format: 'csv' };

  for (const body of [{ sql: 'SELECT random()' }, long, { sql: 'SELECT nope FROM orders' }]) {
    const [first, second] = [await status(body), await status(body)];
    t.is(first, second, body.sql);
    t.true(['bypass', '400'].includes(first), body.sql);
  }

  t.is((await post({ sql: 'SELECT random()' })).headers.get('etag'), null);
  t.deepEqual(cache.size, { entries: 0, bytes: 0 });
  t.is(runs.length, 7);
});

test('what is kept stays within its bounds; what was not asked for the longest goes first', async (t) => {
  const { status, cache } = await served(t, { ...roomy, maxEntries: 2, maxAnswerBytes: 100 });
  const one = { sql: 'SELECT 1' };
  await status(one);
  await status({ sql: 'SELECT 2' });
  await status(one);
  await status({ sql: 'SELECT 3' });

  t.deepEqual([await status({ sql: 'SELECT 2' }), cache.size.entries], ['miss', 2]);
  t.is(await status({ sql: 'FROM orders' }), 'bypass');
  const none = await served(t, { ...roomy, maxBytes: 0 });
  t.deepEqual([await none.status(one), await none.status(one)], ['bypass', 'bypass']);
});

test('the same question by several at once is computed once; one who leaves takes nobody along', async (t) => {
  const { queries, ada, runs, cache } = await served(t);
  const slow = 'SELECT count(*) AS n FROM range(40000000) t(a) WHERE a % 7 = 3';
  const leaving = new AbortController();
  const ask = (signal: AbortSignal = new AbortController().signal) =>
    queries.run(ada, { sql: slow, format: 'csv' }, { requestId: 'r', signal });

  const answers = await Promise.all([ask(), ask(), ask()]);
  const first = t.throwsAsync(
    queries.run(ada, { sql: `${slow} `, format: 'csv' }, { requestId: 'r', signal: leaving.signal }),
    { code: 'query_cancelled' },
  );
  const second = queries.run(
    ada,
    { sql: `${slow} `, format: 'csv' },
    { requestId: 'r', signal: new AbortController().signal },
  );
  leaving.abort();
  await first;

  t.deepEqual(
    answers.map(({ cache: status, body }) => `${status} ${body}`),
    ['miss', 'hit', 'hit'].map((status) => `${status} n\n5714286\n`),
  );
  t.is(`${(await second).body}`, 'n\n5714286\n');
  t.is(runs.length, 3);
  t.is(cache.size.entries, 2);
});
