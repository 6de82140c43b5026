import type { Instant, Json } from './column-types.ts';

/** What was asked in SQL. */
export interface QueryLogTables {
  /** Every statement, once. The values bound to it are not kept. */
  query_log: {
    id: string;
    occurred_at: Instant;
    user_id: string;
    token_id: string | null;
    surface: string;
    sql_text: string | null;
    sql_sha256: string;
    table_ids: Json;
    status: string;
    error_code: string | null;
    rows: number | null;
    bytes_out: number | null;
    bytes_scanned: number | null;
    queue_ms: number | null;
    duration_ms: number;
    data_generation: number | null;
    request_id: string | null;
    cached: boolean;
  };
}
