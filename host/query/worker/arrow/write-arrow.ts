import { open } from 'node:fs/promises';
import type { AnswerEnd } from '../../protocol.ts';
import type { AnswerForm } from '../answer-form.ts';
import type { BoundQuery } from '../bind-query.ts';
import { resultSql } from '../result-sql.ts';
import { streamedChunks } from '../streamed-chunks.ts';
import { ArrowBatches } from './arrow-batches.ts';
import { OutgoingBatches } from './outgoing-batches.ts';

/** Rows of a batch at least, but for the last one: few enough to come soon, enough to be read fast. */
const batchRows = 32 * 1024;
/** A batch of wide rows goes out with fewer of them. */
const batchBytes = 8 * 1024 * 1024;
/** Above it no LIMIT is given to DuckDB, which would run the last steps on one thread; reading just stops. */
const longestLimit = 10_000;

/** Runs a bound statement and writes its rows as an Arrow stream, straight from DuckDB's vectors. */
export const writeArrow = async (query: BoundQuery, form: AnswerForm): Promise<AnswerEnd> => {
  const { path, limit } = form;
  const capped = limit <= longestLimit ? limit + 1 : undefined;
  const sql = resultSql(query.sql, query.columns, { ...form, limit: capped });
  const batches = new ArrowBatches(query.columns);
  await form.begin();
  await using file = await open(path, 'w');
  const outgoing = new OutgoingBatches(file, form.maxBytes);
  await file.writeFile(batches.opening);
  let seen = 0;
  for await (const chunk of streamedChunks({ ...form, sql, params: query.params })) {
    batches.add(chunk, Math.min(chunk.rowCount, limit - seen));
    seen += chunk.rowCount;
    if (batches.rows >= batchRows || batches.size >= batchBytes) await outgoing.send(batches);
    if (seen > limit || outgoing.isFull) break;
  }
  await outgoing.send(batches);
  await file.writeFile(batches.closing);
  return { rows: outgoing.rows, truncated: seen > limit || outgoing.isFull };
};
