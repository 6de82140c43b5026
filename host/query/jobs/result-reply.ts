import { type Reply, reply } from '../../http/reply.ts';
import { acceptedFormat } from '../accepted-format.ts';
import { replyOf } from '../operations.ts';
import { stampHeaders } from '../stamps.ts';
import { queryJobPath } from './query-job-wire.ts';
import type { OpenedResult } from './query-results.ts';

/** What an `Accept` that names a form asks for. */
export const formatIn = (accept: string) =>
  ['', '*/*'].includes(accept.trim()) ? undefined : acceptedFormat(accept);

/** A result as it is sent: a page of it out of memory, or the file. */
export const resultReply = async (
  { kept, file, answer }: OpenedResult,
  next: string | undefined,
): Promise<Reply> => {
  const page = {
    'X-Agnes-Total-Rows': String(kept.rows),
    ...(next !== undefined && { Link: `<${next}>; rel="next"` }),
  };
  if (answer) {
    const made = await replyOf(answer);
    return { ...made, headers: { ...made.headers, ...page } };
  }
  const headers = {
    ...page,
    'X-Agnes-Query-Id': kept.queryId,
    'X-Agnes-Rows': String(kept.rows),
    'X-Agnes-Truncated': String(kept.truncated),
    ...stampHeaders({ ...stampsIn(kept), cache: 'bypass' }),
  };
  return reply({ headers, ...(file && { file }) });
};

const stampsIn = ({ generation, extractedAt }: OpenedResult['kept']) => ({
  generation,
  ...(extractedAt && { extractedAt }),
});

interface Page {
  readonly format?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/** Where the rows behind this page are; nothing when there are none, or all were wanted. */
export const nextPage = (
  id: string,
  rows: number,
  { offset = 0, limit, format }: Page,
): string | undefined => {
  if (limit === undefined || offset + limit >= rows) return undefined;
  const query = new URLSearchParams({ offset: String(offset + limit), limit: String(limit) });
  if (format !== undefined) query.set('format', format);
  return `${queryJobPath(id)}/result?${query}`;
};
