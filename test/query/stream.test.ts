import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';
import type { QueryAnswer } from '../../host/query/pool.ts';
import type { QueryFormat } from '../../host/query/protocol.ts';
import { fileContext } from '../support/file-context.ts';
import { inDuckDb, openLab, viewsOf } from './support/query-lab.ts';

const million = 1_000_000;

const context = fileContext();

/** A pool over a table of a million rows. */
interface Wide {
  at(name: string): string;
  run(format: QueryFormat, sql?: string): Promise<QueryAnswer>;
}

let wide: Wide;

// Beside it lies that table as DuckDB's own COPY writes it.
test.before(async () => {
  const lab = await openLab(context);
  const at = (name: string): string => join(lab.folder, name);
  await inDuckDb(
    `CREATE TABLE wide AS SELECT i AS id, i * 1.5 AS amount, 'name, "' || i || '"' AS name,
     DATE '2026-01-01' + (i % 1000)::INT AS day, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 7 END AS weekday
     FROM range(${million}) t(i)`,
    `COPY wide TO '${at('wide.parquet')}' (FORMAT parquet)`,
    `COPY wide TO '${at('own.csv')}' (FORMAT csv, HEADER)`,
    `COPY (SELECT * REPLACE (amount::VARCHAR AS amount) FROM wide) TO '${at('own.ndjson')}' (FORMAT json)`,
  );
  const scope = viewsOf(lab.folder, ['wide']);
  const run = (format: QueryFormat, sql = 'SELECT * FROM wide') =>
    lab.pool.run({ scope, sql, limit: million, format, timeoutMs: 110_000 });
  wide = { at, run };
});

const hashOf = async (stream: Readable): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
};

test('a million rows of CSV and NDJSON are the bytes of a plain COPY', async (t) => {
  const { at, run } = wide;

  const csv = await run('csv');
  const csvHash = await hashOf(csv.body as Readable);
  const ndjson = await run('ndjson');
  const ndjsonHash = await hashOf(ndjson.body as Readable);

  t.is(csvHash, await hashOf(createReadStream(at('own.csv'))));
  t.is(ndjsonHash, await hashOf(createReadStream(at('own.ndjson'))));
  t.like(await csv.end, { rows: million, truncated: false });
  t.like(await ndjson.end, { rows: million, truncated: false });
});

test('a million rows of CSV keep the order the statement asks for', async (t) => {
  const { at, run } = wide;
  const order = 'ORDER BY weekday DESC, id';
  await inDuckDb(
    `COPY (FROM '${at('wide.parquet')}' ${order}) TO '${at('ordered.csv')}' (FORMAT csv, HEADER)`,
  );

  const { body } = await run('csv', `FROM wide ${order}`);

  t.is(await hashOf(body as Readable), await hashOf(createReadStream(at('ordered.csv'))));
});

test('a million rows of parquet are the rows of the table, types included', async (t) => {
  const { at, run } = wide;

  const { body, end } = await run('parquet');
  await pipeline(body, createWriteStream(at('answer.parquet')));

  t.like(await end, { rows: million, truncated: false });
  t.deepEqual(
    await inDuckDb(
      `SELECT count(*) FROM (FROM '${at('answer.parquet')}' INTERSECT ALL FROM '${at('wide.parquet')}')`,
    ),
    [[String(million)]],
  );
  t.deepEqual(
    await inDuckDb(`SELECT DISTINCT typeof(COLUMNS(*)) FROM '${at('answer.parquet')}'`),
    await inDuckDb(`SELECT DISTINCT typeof(COLUMNS(*)) FROM '${at('wide.parquet')}'`),
  );
});

test('an error in the last rows of a page is an error, not a shorter page', async (t) => {
  const lab = await openLab(t);
  const sql = `SELECT repeat('x', 2000) AS wide, CASE WHEN i < 9999 THEN i ELSE ('x' || i)::INT END AS n
               FROM range(10000) t(i)`;

  const { code } = await lab.ask(sql, { limit: 10_000 });

  t.is(code, 'query_failed');
});

test('an error in the middle of a stream breaks the stream, and the end says why', async (t) => {
  const lab = await openLab(t);
  const sql = "SELECT CASE WHEN i < 900000 THEN i ELSE ('x' || i)::INT END AS n FROM range(1000000) t(i)";

  const { body, end } = await lab.pool.run({
    scope: lab.scope,
    sql,
    limit: million,
    format: 'csv',
    timeoutMs: 60_000,
  });

  await t.throwsAsync(hashOf(body as Readable), { code: 'query_failed' });
  await t.throwsAsync(end, {
    message: "Query error: Conversion Error: Could not convert string 'x900000' to INT32",
  });
});
