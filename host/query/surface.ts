import type { QuerySurface } from './query-log.ts';

interface Came {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly via?: 'mcp';
}

/**
 * Where a request to the API comes from, for the query log: `mcp` when it is the call of a tool, `ui` when a browser vouches for
 * it with the cookie of its session, `api` when a token does. It follows from the door and from the credential that let the
 * caller in, not from what the caller says of itself.
 */
export const surfaceOf = ({ headers, via }: Came): QuerySurface => {
  if (via) return via;
  return headers['authorization'] === undefined && headers['cookie'] !== undefined ? 'ui' : 'api';
};
