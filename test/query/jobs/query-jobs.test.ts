import { readFile, stat } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../../support/like-whole.ts';
import {
  codeOf,
  endless,
  finished,
  resultOf,
  sharedBackground,
  stateOf,
  stopped,
  submit,
} from './support/background.ts';

const background = sharedBackground();

const everything = `SELECT id, id AS id, region AS "a ""b", 12::HUGEINT AS huge, 0.1::FLOAT AS f, 'nan'::DOUBLE AS nan,
  1.50::DECIMAL(9, 2) AS dec, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS at, '101'::BIT AS bits, [1, NULL] AS list,
  {'a': 1, 'b': 'x'} AS pair, 'a'::ENUM('a', 'b') AS word, NULL AS nothing, '=1+1' AS formula
  FROM orders WHERE region <> $1 ORDER BY id DESC`;
const body = { sql: everything, params: ['south'], limit: 10 };

test.serial('a query in the background answers at once with where it is found', async (t) => {
  const { asAda } = background();
  const queued = await asAda.send('POST /api/query/jobs', { body });
  const job = String(queued.body['job_id']);
  await asAda.untilEvent(job, 'end');

  t.is(queued.status, 202);
  t.is(queued.headers.get('location'), `/api/query/jobs/${job}`);
  t.deepEqual(Object.keys(queued.body), ['job_id', 'status', 'status_url', 'result_url', 'expires_at']);
  t.is(queued.body['result_url'], `/api/query/jobs/${job}/result`);
  const state = await stateOf(asAda, job);
  t.like(state, { job_id: job, status: 'succeeded', row_count: 2, truncated: false, error: null });
  t.like(state, { sql: everything, queue_position: null, progress: null });
  t.true(Number(state['bytes']) > 0);
  const day = Date.parse(String(state['expires_at'])) - Date.parse(String(state['finished_at']));
  t.true(Math.abs(day - 24 * 3_600_000) < 60_000);
});

test.serial('the result of a query in the background is that of the foreground, in every form', async (t) => {
  const { asAda } = background();
  const job = await finished(asAda, { ...body, format: 'ndjson' });

  const { body: rows } = await resultOf(asAda, job, '?format=json');
  const same = await asAda.ask('POST /api/query', { body });
  const { query_id: id, elapsed_ms: ms } = rows;
  t.deepEqual(rows, { ...same, query_id: id, elapsed_ms: ms, cache: 'bypass' });
  for (const format of ['csv', 'ndjson']) {
    const there = await resultOf(asAda, job, `?format=${format}`);
    const here = await asAda.send('POST /api/query', { body: { ...body, format } });
    t.is(there.text, here.text);
    t.is(there.headers.get('content-type'), here.headers.get('content-type'));
    t.is(there.headers.get('x-agnes-rows'), '2');
  }
  const chosen = await resultOf(asAda, job);
  t.is(chosen.headers.get('content-type'), 'application/x-ndjson; charset=utf-8');
  const arrow = await resultOf(asAda, job, '?format=arrow');
  t.is(arrow.headers.get('content-type'), 'application/vnd.apache.arrow.stream');
});

test.serial(
  'what has no type that can be written is read as text, and a look ahead is not sent to the background',
  async (t) => {
    const { asAda } = background();
    const sql = "SELECT row(1, 'a') AS r, [row(2)] AS l, union_value(u := 3) AS u, 1 AS n";
    const { rows } = (await resultOf(asAda, await finished(asAda, { sql }))).body;

    t.deepEqual(rows, [['(1, a)', "['(2)']", '3', 1]]);
    t.is((await asAda.send('POST /api/query/jobs', { body: { sql, dry_run: true } })).status, 422);
  },
);

test.serial('the parquet of a result is a file of its own, sent with ranges', async (t) => {
  const { asAda, folder } = background();
  const job = await finished(asAda, body);

  const parquet = await resultOf(asAda, job, '?format=parquet');
  const headers = { Range: 'bytes=0-3' };
  const part = await asAda.send(`GET /api/query/jobs/${job}/result?format=parquet`, { headers });

  t.is(parquet.headers.get('content-type'), 'application/vnd.apache.parquet');
  t.is(parquet.headers.get('x-agnes-rows'), '2');
  t.is(parquet.headers.get('x-agnes-cache'), 'bypass');
  t.regex(parquet.headers.get('x-agnes-generation') ?? '', /^\d+$/);
  t.is(`${part.status} ${part.text}`, '206 PAR1');
  const { mode } = await stat(join(folder, `${job}.parquet`));
  const { mode: folderMode } = await stat(folder);
  t.deepEqual([mode & 0o777, folderMode & 0o777], [0o600, 0o700]);
});

test.serial('a result is read in pages, and a cut one says so on each', async (t) => {
  const { asAda } = background();
  const job = await finished(asAda, { sql: 'SELECT range AS n FROM range(5000) ORDER BY n', limit: 4000 });

  const first = await resultOf(asAda, job, '?limit=2');
  const last = await resultOf(asAda, job, '?offset=3998&limit=10');
  const behind = await resultOf(asAda, job, '?offset=9000&limit=10');
  const csv = await resultOf(asAda, job, '?offset=1&limit=2&format=csv');

  likeWhole(t, first.body, { rows: [[0], [1]], row_count: 2, truncated: true });
  t.is(first.headers.get('x-agnes-total-rows'), '4000');
  t.is(first.headers.get('link'), `</api/query/jobs/${job}/result?offset=2&limit=2>; rel="next"`);
  likeWhole(t, last.body, { rows: [[3998], [3999]], row_count: 2, truncated: true });
  t.is(last.headers.get('link'), null);
  t.like(behind.body, { rows: [], row_count: 0 });
  t.is(csv.text, 'n\n1\n2\n');
});

test.serial(
  'T32: with a long query in the background a small one is answered, the next ones wait in order, and a cancel ends it',
  async (t) => {
    const { root, asAda } = background();
    const long = await submit(asAda, { sql: endless });
    await asAda.untilEvent(long, 'state', 'running');
    const second = await submit(asAda, { sql: 'SELECT 2 AS n' });
    const third = await submit(asAda, { sql: 'SELECT 3 AS n' });
    const other = await submit(root, { sql: 'SELECT 4 AS n' });

    t.deepEqual(await asAda.rows('SELECT count(*) FROM orders'), [[3]]);
    const places = [second, third, other].map(async (job) => (await stateOf(root, job))['queue_position']);
    // Who has less in the queue goes first.
    t.deepEqual(await Promise.all(places), [2, 3, 1]);
    t.is(codeOf(await resultOf(asAda, long)), '409 result_not_ready');
    t.deepEqual(await heavyPriorities(background().host.pid), [10]);
    const cancelled = await asAda.send(`DELETE /api/query/jobs/${long}`);
    t.is(cancelled.status, 202);
    t.deepEqual(cancelled.body, { status: 'cancelling' });
    await Promise.all([long, third].map((job) => asAda.untilEvent(job, 'end')));
    t.is((await stateOf(asAda, long))['status'], 'cancelled');
    t.is(codeOf(await resultOf(asAda, long)), '409 result_not_ready');
    t.deepEqual((await resultOf(asAda, third)).body['rows'], [[3]]);
  },
);

/** Priorities of the worker processes for the background. */
const heavyPriorities = async (host: number): Promise<readonly number[]> => {
  const children = await readFile(`/proc/${host}/task/${host}/children`, 'utf8');
  const pids = children.trim().split(' ').map(Number);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')));
  return pids.filter((_, index) => lines[index]?.includes('heavy-query')).map((pid) => getPriority(pid));
};

test.serial('a long query says how far it is', async (t) => {
  const { asAda } = background();
  const sql = 'SELECT sum(range % 7) FROM range(4000000000)';
  const job = await submit(asAda, { sql });

  await asAda.untilEvent(job, 'progress', '"unit":"percent"');

  t.like(await stateOf(asAda, job), { status: 'running', progress: { total: 100, unit: 'percent' } });
  await stopped(asAda, job);
});

test.serial('a query that fails in the background says why, and is not tried again', async (t) => {
  const { asAda } = background();
  const denied = await finished(asAda, { sql: 'SELECT * FROM salaries' });
  const wrong = await finished(asAda, { sql: 'SELECT nope FROM orders' });
  const late = await finished(asAda, { sql: endless, timeout_ms: 200 });

  const errors = await Promise.all(
    [denied, wrong, late].map(async (job) => {
      const { status, error } = await stateOf(asAda, job);
      return [status, Object(error).code];
    }),
  );

  t.deepEqual(errors, [
    ['failed', 'table_not_available'],
    ['failed', 'query_failed'],
    ['failed', 'timeout'],
  ]);
  t.is(codeOf(await resultOf(asAda, wrong)), '409 result_not_ready');
});

test.serial(
  'the same request sent twice is one query, and what is too much is refused with the time to wait',
  async (t) => {
    const { asAda } = background();
    const sent = { body: { sql: endless } };
    const headers = { 'Idempotency-Key': 'once' };
    const first = await asAda.ask('POST /api/query/jobs', { ...sent, headers });
    const more = await Promise.all(Array.from({ length: 12 }, () => submit(asAda, sent.body)));

    const again = await asAda.ask('POST /api/query/jobs', { ...sent, headers });
    const refused = await asAda.send('POST /api/query/jobs', sent);

    const other = { body: { sql: 'SELECT 2' }, headers };
    t.is(again['job_id'], first['job_id']);
    t.is(codeOf(await asAda.send('POST /api/query/jobs', other)), '409 idempotency_key_reused');
    t.is(codeOf(refused), '429 concurrent_slot_exceeded');
    t.is(refused.headers.get('retry-after'), '15');
    t.deepEqual(await asAda.rows('SELECT 1'), [[1]]);
    const all = [...more, String(first['job_id'])];
    for (const job of all) await asAda.ask(`DELETE /api/query/jobs/${job}`);
    await Promise.all(all.map((job) => asAda.untilEvent(job, 'end')));
  },
);
