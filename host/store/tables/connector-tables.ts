import type { Instant, Json } from './column-types.ts';

/** What connectors, their sources and their users have to remember. */
export interface ConnectorTables {
  /** Key: (source_id, key). `source_id` is a source's id, or the id of a plugin. */
  upstream_cache: {
    source_id: string;
    key: string;
    value: Json;
    fetched_at: Instant;
    expires_at: Instant;
  };
  /** Key: (user_id, day, kind). `day` is UTC, YYYY-MM-DD; `user_id` may be `system:<name>`. */
  quota_usage: {
    user_id: string;
    day: string;
    kind: string;
    amount: number;
  };
  /** Key: (source_id, delivery_id). `status` is queued, done or failed. */
  webhook_deliveries: {
    source_id: string;
    delivery_id: string;
    received_at: Instant;
    event: string | null;
    target: string | null;
    body_path: string;
    status: string;
    job_id: string | null;
    processed_at: Instant | null;
    /** Runs that failed at it, not counting those in which the source was not to be had. */
    attempts: number;
  };
  /** What the last run of a source had to remark; `table_id` is absent for the whole source. */
  run_notices: {
    source_id: string;
    table_id: string | null;
    run_id: string;
    code: string;
    message: string;
    noticed_at: Instant;
  };
}
