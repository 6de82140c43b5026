import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** What is published now, and how it got there. */
export interface SyncTables {
  sync_state: {
    table_id: string;
    version: string | null;
    generation: number | null;
    status: 'never' | 'ok' | 'error' | 'stale';
    last_sync: MaybeInstant;
    last_attempt_at: MaybeInstant;
    rows: number | null;
    size_bytes: number | null;
    columns: number | null;
    hash: string | null;
    sha256: string | null;
    error: string | null;
    error_code: string | null;
    retryable: boolean | null;
    produced_by: string | null;
    /** Columns as published: `[{name, type}]`. */
    schema: Json | null;
  };
  table_parts: {
    table_id: string;
    version: string;
    /** `''` for the one file of a table that is not partitioned. */
    part: string;
    /** Relative to `extracts/<source>/`. */
    path: string;
    rows: number;
    size_bytes: number;
    hash: string;
    sha256: string;
  };
  sync_runs: {
    id: string;
    job_id: string;
    trigger: string;
    requested: Json | null;
    status: string;
    started_at: Instant;
    finished_at: MaybeInstant;
    tables_ok: number;
    tables_failed: number;
    tables_skipped: number;
    generation: number | null;
    /** True for a run that published nothing and was to publish nothing. */
    dry_run: boolean | null;
  };
  sync_history: {
    id: string;
    run_id: string;
    table_id: string;
    synced_at: Instant;
    status: string;
    rows: number | null;
    bytes: number | null;
    duration_ms: number;
    error: string | null;
    error_code: string | null;
    /** What else there is to say: findings, a change of columns, values that became null. */
    details: Json | null;
    /** Not before this does the source want to be asked again. */
    retry_at: MaybeInstant;
    /** The way the connector read it, where it has several. */
    driver: string | null;
  };
  /** The one file that a table in parts is downloaded as. */
  table_singles: {
    table_id: string;
    /** The version of the parts it was made from. */
    version: string;
    /** Relative to `extracts/<source>/`. */
    path: string;
    rows: number;
    size_bytes: number;
    hash: string;
    sha256: string;
    built_at: Instant;
  };
  /** What each publication brought. */
  data_generations: {
    number: number;
    parent: number;
    created_at: Instant;
    tables: number;
    changed: Json;
    removed: Json;
    failed: Json;
    digest: string;
  };
  /** Columns that came, went or changed, and what became of that. */
  schema_changes: {
    id: string;
    table_id: string;
    run_id: string;
    detected_at: Instant;
    policy: string;
    outcome: string;
    diff: Json;
  };
}
