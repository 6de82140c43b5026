import type { Instant, Json } from './column-types.ts';

/** Statements that run in the background. */
export interface QueryJobTables {
  query_jobs: {
    /** That of its row in `jobs`. */
    job_id: string;
    user_id: string;
    token_id: string | null;
    sql: string;
    /** Values that are bound; blank as soon as nobody needs them any more. */
    params: Json | null;
    row_limit: number;
    timeout_ms: number;
    /** Form of the result where nobody says another. */
    format: string | null;
    csv_raw: boolean;
    created_at: Instant;
    /** From then on there is no result. */
    expires_at: Instant;
    query_id: string | null;
    columns: Json | null;
    types: Json | null;
    /** Every table the statement read: whoever wants the result needs all of them. */
    table_ids: Json | null;
    row_count: number | null;
    bytes: number | null;
    truncated: boolean | null;
    generation: number | null;
    /** When the oldest of its tables was read at its source. */
    extracted_at: Instant | null;
    elapsed_ms: number | null;
    sha256: string | null;
    md5: string | null;
  };
}
