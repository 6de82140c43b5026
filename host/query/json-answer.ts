import { Readable } from 'node:stream';
import { isoUtc } from '../store/iso-utc.ts';
import type { AnswerEnd } from './protocol.ts';
import type { QueryResult } from './queries.ts';

/**
 * The JSON document of an answer, put together from text: the rows are never parsed here. What is known last
 * comes last.
 */
export const jsonAnswer = (result: QueryResult): Readable => {
  const { body } = result;
  const document = Readable.from(piecesOf(result), { objectMode: false });
  // A document nobody began to read would leave its rows, and their worker, waiting.
  if (body instanceof Readable) document.once('close', () => body.destroy());
  return document;
};

/** The same, of an answer that is there as a whole. */
export const jsonDocument = (result: QueryResult, rows: Buffer, end: AnswerEnd): Buffer =>
  Buffer.concat([Buffer.from(opening(result)), rows.subarray(1), Buffer.from(closing(result, end))]);

async function* piecesOf(result: QueryResult): AsyncGenerator<Buffer> {
  yield Buffer.from(opening(result));
  // Every row comes after a comma; the first one has none before it.
  let skip = 1;
  for await (const rows of result.body as AsyncIterable<Buffer>) {
    yield rows.subarray(skip);
    skip = 0;
  }
  yield Buffer.from(closing(result, await result.end));
}

const opening = (result: QueryResult): string => {
  const { columns, types, queryId: query_id, generation, extractedAt, cache } = result;
  const extracted_at = extractedAt ? isoUtc(extractedAt) : null;
  const head = JSON.stringify({ columns, types, query_id, generation, extracted_at, cache });
  return `${head.slice(0, -1)},"rows":[`;
};

const closing = ({ elapsedMs }: QueryResult, { rows, truncated }: AnswerEnd): string =>
  `],"row_count":${rows},"truncated":${truncated},"elapsed_ms":${Math.round(elapsedMs())}}`;
