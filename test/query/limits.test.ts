import type { Readable } from 'node:stream';
import test from 'ava';
import { openLab } from './support/query-lab.ts';

const endless = 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b';
const deaf = "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))";
const crash = `SELECT json_transform('{}', repeat('[', 100000) || '"INT"' || repeat(']', 100000))`;
const many = 'SELECT a.range AS n FROM range(3000000) a';

test('T24: a query that takes too long is stopped, and the next one is answered', async (t) => {
  const lab = await openLab(t);

  const { code, told } = await lab.ask(endless, { timeoutMs: 400 });

  t.is(code, 'timeout');
  t.regex(told, /"kind":"timeout","elapsed_ms":\d+,"timeout_ms":400/);
  t.deepEqual(await lab.rows('SELECT 1'), [[1]]);
});

test('T27: a query that ignores the interrupt loses its process, and the next one is answered', async (t) => {
  const lab = await openLab(t);

  const codes = [await lab.rows(deaf, { timeoutMs: 400 }), await lab.rows('SELECT 1')];

  t.deepEqual(codes, ['timeout', [[1]]]);
});

test('T25: a memory bomb costs its author the query and nobody else anything', async (t) => {
  const lab = await openLab(t);

  const answers = [
    await lab.rows("SELECT repeat('x', 2000000000)"),
    await lab.rows('SELECT count(*) FROM orders'),
    await lab.rows('SELECT list_sort(range(200000000))[1]'),
    await lab.rows('SELECT count(*) FROM orders'),
    await lab.rows('SELECT count(*) FROM (SELECT DISTINCT md5(range::VARCHAR) FROM range(50000000))'),
    await lab.rows('SELECT count(*) FROM orders'),
  ];

  t.deepEqual(answers, ['memory_limit', [[12]], 'memory_limit', [[12]], 'memory_limit', [[12]]]);
});

test('T26: a statement that crashes the engine costs its author the query and nobody else anything', async (t) => {
  const lab = await openLab(t, { workers: 2 });

  const answers = await Promise.all([
    lab.rows(crash),
    lab.rows('SELECT count(*) FROM orders'),
    lab.rows('SELECT count(*) FROM people'),
    lab.rows(crash),
    lab.rows('SELECT 1'),
  ]);

  t.deepEqual(answers, ['query_crashed', [[12]], [[3]], 'query_crashed', [[1]]]);
});

test('T30: a statement that is too long or too deep is refused', async (t) => {
  const lab = await openLab(t);

  const answers = [
    await lab.rows(`SELECT ${'1,'.repeat(140_000)}1`),
    await lab.rows(`SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000)}`),
    await lab.rows(`SELECT ${'NOT '.repeat(60_000)}true`),
    await lab.rows('SELECT 1'),
  ];

  t.deepEqual(answers, ['statement_too_long', 'query_failed', 'query_failed', [[1]]]);
});

test('a caller who leaves stops the query and frees its worker', async (t) => {
  const lab = await openLab(t);

  const left = await lab.rows(endless, { signal: AbortSignal.timeout(300) });

  t.is(left, 'query_cancelled');
  t.deepEqual(await lab.rows('SELECT 1'), [[1]]);
});

test('a caller who leaves before a worker is free never gets one', async (t) => {
  const lab = await openLab(t);
  const long = lab.rows(endless, { timeoutMs: 600 });

  const waiting = await lab.rows('SELECT 1', { signal: AbortSignal.abort() });

  t.is(waiting, 'query_cancelled');
  t.is(await long, 'timeout');
});

test('time spent waiting for a worker counts', async (t) => {
  const lab = await openLab(t);
  const long = lab.rows(endless, { timeoutMs: 900 });

  const waiting = await lab.rows('SELECT 1', { timeoutMs: 200 });

  t.is(waiting, 'timeout');
  t.is(await long, 'timeout');
});

test('a reader who stops reading a stream frees its worker', async (t) => {
  const lab = await openLab(t);
  const request = { scope: lab.scope, sql: many, limit: 10_000_000, timeoutMs: 60_000 };

  const { body, end } = await lab.pool.run({ ...request, format: 'csv' });
  // More than 256 KiB, so it is a stream.
  (body as Readable).destroy();

  await t.throwsAsync(end, { code: 'query_cancelled' });
  t.deepEqual(await lab.rows('SELECT 1'), [[1]]);
});

test('a stream nobody reads ends at its deadline, with the error of the deadline', async (t) => {
  const lab = await openLab(t);
  const request = { scope: lab.scope, sql: many, limit: 10_000_000, timeoutMs: 4_000 };
  await lab.rows('SELECT 1');

  const { end } = await lab.pool.run({ ...request, format: 'ndjson' });

  await t.throwsAsync(end, { code: 'timeout' });
  t.deepEqual(await lab.rows('SELECT 1'), [[1]]);
});

test('while one answer is being read, the other worker answers', async (t) => {
  const lab = await openLab(t, { workers: 2 });
  const request = { scope: lab.scope, sql: many, limit: 10_000_000, timeoutMs: 60_000 };

  const { body } = await lab.pool.run({ ...request, format: 'csv' });
  const others = await Promise.all([lab.rows('SELECT 1'), lab.rows('SELECT 2'), lab.rows('SELECT 3')]);

  t.deepEqual(others, [[[1]], [[2]], [[3]]]);
  (body as Readable).destroy();
});

test('T32: while eight heavy statements of one user run or wait, a small one of another is answered', async (t) => {
  const lab = await openLab(t, { workers: 2 });
  const left = new AbortController();
  const heavy = Array.from({ length: 8 }, () => lab.rows(endless, { user: 'hog', signal: left.signal }));

  const small = [
    await lab.rows('SELECT count(*) FROM orders', { user: 'honest', timeoutMs: 20_000 }),
    await lab.rows('SELECT 1', { user: 'honest', timeoutMs: 20_000 }),
  ];
  left.abort();

  t.deepEqual(small, [[[12]], [[1]]]);
  t.deepEqual([...new Set(await Promise.all(heavy))], ['query_cancelled']);
});
