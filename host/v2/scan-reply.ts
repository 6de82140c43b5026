import { type Reply, reply } from '../http/reply.ts';
import { acceptedFormat, mediaTypes } from '../query/accepted-format.ts';
import type { AnswerEnd } from '../query/protocol.ts';
import type { QueryResult } from '../query/query-ask.ts';
import { stampHeaders } from '../query/stamps.ts';

/** A form that a scan can take. */
export type ScanFormat = 'arrow' | 'parquet';

/** Parquet for those who say so; everybody else gets the Arrow stream. */
export const scanFormatOf = (accept: string): ScanFormat =>
  accept.toLowerCase().includes(mediaTypes.parquet) && acceptedFormat(accept) === 'parquet'
    ? 'parquet'
    : 'arrow';

/** The rows of a scan: small ones at once with their counts, more of them as a stream with the counts behind it. */
export const scanReply = async (answer: QueryResult, format: ScanFormat): Promise<Reply> => {
  const type = mediaTypes[format];
  const { body, end, queryId } = answer;
  const headers = { 'X-Agnes-Query-Id': queryId, ...stampHeaders(answer) };
  if (Buffer.isBuffer(body)) {
    const counts = countsOf(await end);
    return reply({ headers: { ...headers, ...counts, 'Content-Type': type }, bytes: body });
  }
  let trailers: Record<string, string> = {};
  // Known before the stream ends, which waits for the same promise, and fails if it does.
  end.then(
    (known) => {
      trailers = countsOf(known);
    },
    () => {},
  );
  return reply({ headers, stream: { type, source: body, trailers: () => trailers } });
};

const countsOf = ({ rows, truncated }: AnswerEnd): Record<string, string> => ({
  'X-Agnes-Rows': String(rows),
  'X-Agnes-Truncated': String(truncated),
});
