import { isPlatformError } from '@agnes/sdk/errors';

/** One statement somebody sent, for the query log. Bound values are not in it. */
export interface QueryLogEntry {
  readonly queryId: string;
  readonly requestId: string;
  readonly userId: string;
  readonly tokenId?: string;
  readonly occurredAt: Date;
  readonly sql: string;
  /** Ids of the tables it names. */
  readonly tableIds: readonly string[];
  readonly status: 'ok' | 'refused' | 'error' | 'timeout' | 'cancelled' | 'crashed';
  readonly errorCode?: string;
  readonly rows?: number;
  /** Bytes read at sources. */
  readonly scannedBytes?: number;
  readonly durationMs: number;
  /** Absent when it was refused before any data was looked at. */
  readonly generation?: number;
}

/** How a failed statement is called in the query log. */
export const outcomeOf = (error: unknown): Pick<QueryLogEntry, 'status' | 'errorCode'> => {
  if (!isPlatformError(error)) return { status: 'error' };
  return { status: statuses[error.code] ?? 'error', errorCode: error.code };
};

const statuses: Readonly<Record<string, QueryLogEntry['status']>> = {
  not_a_select: 'refused',
  statement_too_long: 'refused',
  table_not_available: 'refused',
  function_not_allowed: 'refused',
  concurrent_slot_exceeded: 'refused',
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
