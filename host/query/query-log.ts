import { createHash } from 'node:crypto';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Principal } from '../http/principal.ts';
import type { Generation } from '../lake/generations.ts';
import { namedTables } from './named-tables.ts';

/** What can become of a statement. */
export const queryStatuses = ['ok', 'refused', 'error', 'timeout', 'cancelled', 'crashed'] as const;

/** Where statements come in. */
export type QuerySurface = 'api' | 'ui' | 'job' | 'hybrid' | 'v2' | 'mcp';

/** One statement somebody sent, for the query log. Bound values are not in it. */
export interface QueryLogEntry {
  readonly queryId: string;
  readonly requestId: string;
  readonly userId: string;
  readonly tokenId?: string;
  readonly surface: QuerySurface;
  readonly occurredAt: Date;
  readonly sql: string;
  readonly sqlSha256: string;
  /** Ids of the tables it names. */
  readonly tableIds: readonly string[];
  readonly status: (typeof queryStatuses)[number];
  readonly errorCode?: string;
  readonly rows?: number;
  /** Bytes of the rows as they were sent. */
  readonly bytes?: number;
  /** Bytes read at sources. */
  readonly scannedBytes?: number;
  /** Milliseconds until it was its turn; absent when it never was. */
  readonly queueMs?: number;
  readonly durationMs: number;
  /** Absent when it was refused before any data was looked at. */
  readonly generation?: number;
  /** True: the answer had been computed before. */
  readonly cached: boolean;
}

/** A statement as it was asked. */
export interface Noted {
  readonly principal: Pick<Principal, 'userId' | 'tokenId'>;
  readonly ask: { readonly sql: string };
  readonly call: { readonly requestId: string; readonly surface?: QuerySurface };
  readonly queryId: string;
  /** Milliseconds since 1970, as `endedAt`. */
  readonly since: number;
}

/** What came of it. */
export type Outcome = Pick<QueryLogEntry, 'status'> & Partial<QueryLogEntry>;

/** The entry of a statement that has ended. */
export const logEntry = (
  { principal, ask: { sql }, call, queryId, since }: Noted,
  outcome: Outcome,
  endedAt: number,
): QueryLogEntry => ({
  queryId,
  requestId: call.requestId,
  userId: principal.userId,
  ...(principal.tokenId !== undefined && { tokenId: principal.tokenId }),
  surface: call.surface ?? 'api',
  occurredAt: new Date(since),
  sql,
  sqlSha256: createHash('sha256').update(sql).digest('hex'),
  durationMs: endedAt - since,
  tableIds: [],
  cached: false,
  ...outcome,
});

/** Ids of published tables that a statement calls so. */
export const idsOf = (names: readonly string[], generation: Pick<Generation, 'tables'>): readonly string[] =>
  namedTables(names, generation).map(({ id }) => id);

/** How a failed statement is called in the query log. */
export const outcomeOf = (error: unknown): Pick<QueryLogEntry, 'status' | 'errorCode'> => {
  if (!isPlatformError(error)) return { status: 'error' };
  return { status: statuses[error.code] ?? 'error', errorCode: error.code };
};

const statuses: Readonly<Record<string, QueryLogEntry['status']>> = {
  vetoed: 'refused',
  query_not_checked: 'refused',
  not_a_select: 'refused',
  statement_too_long: 'refused',
  table_not_available: 'refused',
  function_not_allowed: 'refused',
  concurrent_slot_exceeded: 'refused',
  queue_full: 'refused',
  crashed_too_often: 'refused',
  daily_byte_cap_exceeded: 'refused',
  remote_scan_too_large: 'refused',
  estimate_unavailable: 'refused',
  bq_path_not_registered: 'refused',
  bq_path_access_denied: 'refused',
  remote_path_not_registered: 'refused',
  remote_path_access_denied: 'refused',
  access_withdrawn: 'refused',
  timeout: 'timeout',
  query_cancelled: 'cancelled',
  query_crashed: 'crashed',
};
