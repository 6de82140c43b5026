import { open } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { AnswerEnd } from '../protocol.ts';
import type { AnswerForm } from './answer-form.ts';
import type { BoundQuery } from './bind-query.ts';
import { valuesOf } from './params.ts';
import { operatorsOf } from './plan-text.ts';
import { type CopiedFormat, copySql, countSql, resultSql } from './result-sql.ts';

interface CopiedForm extends AnswerForm {
  readonly format: CopiedFormat;
}

/** Text of up to this length goes with a message: a FIFO takes longer to open than most statements to run. */
const shortest = 64 * 1024;
/** Up to this many rows of text are read here, one more than asked for; above it DuckDB writes them by itself. */
const longestPage = 10_000;

/** What was written; with `text` nothing was, and this is all of it. */
interface WrittenAnswer extends AnswerEnd {
  readonly text?: string;
}

/** Runs a bound statement and writes its rows, at most `limit`, saying truthfully whether there were more. */
export const writeAnswer = async (query: BoundQuery, form: AnswerForm): Promise<WrittenAnswer> => {
  // Few ask for it, and its library takes longer to load than most statements to run.
  const { format } = form;
  if (format === 'arrow') return (await import('./arrow/write-arrow.ts')).writeArrow(query, form);
  const isText = format === 'json' || format === 'ndjson';
  return isText && form.limit <= longestPage
    ? writePage(query, form)
    : writeWhole(query, { ...form, format });
};

/** As a whole, not as a stream, of which DuckDB's client hides the errors; see `streamedChunks`. */
const writePage = async (query: BoundQuery, form: AnswerForm): Promise<WrittenAnswer> => {
  const { kept, path, limit } = form;
  const sql = resultSql(query.sql, query.columns, { ...form, limit: limit + 1 });
  const result = await kept.run(sql, query.params);
  const end = { rows: Math.min(result.rowCount, limit), truncated: result.rowCount > limit };
  const pieces = piecesOf(result, end.rows);
  let text = '';
  let piece = pieces.next();
  for (; !piece.done && text.length + piece.value.length <= shortest; piece = pieces.next())
    text += piece.value;
  if (piece.done) return { ...end, text };
  await form.begin();
  await using file = await open(path, 'w');
  await file.writeFile(text + piece.value);
  for (const rest of pieces) await file.writeFile(rest);
  return end;
};

function* piecesOf(result: DuckDBMaterializedResult, rows: number): Generator<string, undefined> {
  let left = rows;
  for (let index = 0; left > 0 && index < result.chunkCount; index += 1) {
    const lines = result.getChunk(index).getColumnValues(0).slice(0, left);
    left -= lines.length;
    yield lines.map((line) => `${line}\n`).join('');
  }
}

const writeWhole = async (query: BoundQuery, form: CopiedForm): Promise<AnswerEnd> => {
  const { connection, path, format, limit } = form;
  const more = await foreseen(query, form);
  await form.begin();
  const sql = resultSql(query.sql, query.columns, { ...form, limit: more === false ? undefined : limit });
  const copied = await connection.runAndReadAll(copySql(sql, path, format), valuesOf(query.params));
  const rows = Number(copied.value(0, 0));
  return { rows, truncated: more ?? (rows === limit && (await hasMore(query, form))) };
};

/**
 * Whether there will be more rows than wanted, if that is cheap to know. A LIMIT makes the writing pipeline
 * single-threaded, nearly twice as slow: what is known to fit is copied without one.
 */
const foreseen = async (query: BoundQuery, form: AnswerForm): Promise<boolean | undefined> => {
  if (query.ownLimit !== undefined && query.ownLimit <= form.limit) return false;
  return (await isCheapToCount(query, form.connection)) ? hasMore(query, form) : undefined;
};

const hasMore = async ({ sql, params }: BoundQuery, { connection, limit }: AnswerForm): Promise<boolean> => {
  const count = await connection.runAndReadAll(countSql(sql, limit + 1), valuesOf(params));
  return Number(count.value(0, 0)) > limit;
};

/** Scans are counted in milliseconds, from the footers of the files or from one column; counting drops the sort. */
const isCheapToCount = async (
  { sql, params }: BoundQuery,
  connection: DuckDBConnection,
): Promise<boolean> => {
  const plan = await connection.runAndReadAll(
    `EXPLAIN (FORMAT json) SELECT * FROM (\n${sql}\n)`,
    valuesOf(params),
  );
  const text = String(plan.value(1, 0));
  return !isVolatile.test(text) && operatorsOf(text).every((operator) => quicklyCounted.has(operator));
};

const quicklyCounted = new Set(['READ_PARQUET', 'PROJECTION', 'FILTER', 'ORDER_BY']);
/** Counted twice these could give two numbers. */
const isVolatile = /random|uuid/i;
