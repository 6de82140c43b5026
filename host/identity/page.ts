import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../http/cursor.ts';
import { type Reply, reply } from '../http/reply.ts';

/** Which part of a list is wanted. Without `limit` it is all of it. */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Part of a list, and where the next one begins. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string;
}

/** The same for the query of an operation. */
export const pageFields = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 500, description: 'Rows of one page; absent: all.' }),
  ),
  cursor: Type.Optional(Type.String({ description: 'From `X-Next-Cursor`; good for 24 hours.' })),
};

/** Where a page begins, and how many rows have to be read to know whether it is the last. */
export interface Slice {
  /** Id of the last row of the page before. */
  readonly behind?: string;
  readonly limit?: number;
}

/** Reads a page of rows that come in the order of their ids. */
export const readPage = async <T extends { readonly id: string }>(
  { limit, cursor }: PageRequest,
  now: number,
  read: (slice: Slice) => Promise<readonly T[]>,
): Promise<Page<T>> => {
  const found = await read({
    ...(cursor !== undefined && { behind: idOfCursor(cursor, now) }),
    ...(limit !== undefined && { limit: limit + 1 }),
  });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, ...(last && rows.length < found.length && { next: cursorBehind(last.id, now) }) };
};

/** A page as the wire tells it: the rows, and in the headers where to go on. */
export const pageReply = (
  { body, next }: { readonly body: readonly unknown[]; readonly next: string | undefined },
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): Reply => {
  if (next === undefined) return reply({ body });
  const given = Object.entries({ ...query, cursor: next }).filter(([, value]) => value !== undefined);
  const link = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return reply({ body, headers: { 'X-Next-Cursor': next, Link: `<${path}?${link}>; rel="next"` } });
};
