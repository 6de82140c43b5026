import type { QuerySurface } from './query-log.ts';

/**
 * Where a request to the API comes from, for the query log: `ui` when a browser vouches for it with the cookie of its session,
 * `api` when a token does. It follows from the credential that let the caller in, not from what the caller says of itself.
 */
export const surfaceOf = (headers: Readonly<Record<string, string | undefined>>): QuerySurface =>
  headers['authorization'] === undefined && headers['cookie'] !== undefined ? 'ui' : 'api';
