import { type Reply, reply } from './reply.ts';

/** Where a list is asked for, and with what. */
interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string | number>>;
}

/** A page of a list: where the next one begins is in the body and, where there is one, in the headers. */
export const pageReply = (
  items: Readonly<Record<string, unknown>>,
  cursor: string | undefined,
  { path, query }: Asked,
): Reply => {
  const body = { ...items, next_cursor: cursor ?? null };
  if (cursor === undefined) return reply({ body });
  const parts = Object.entries({ ...query, cursor }).map(([key, value]) => [key, String(value)]);
  const link = `<${path}?${new URLSearchParams(parts)}>; rel="next"`;
  return reply({ body, headers: { 'X-Next-Cursor': cursor, Link: link } });
};
