import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** What the store notes about itself, and every degraded mode. */
export interface BookkeepingTables {
  schema_migrations: {
    version: number;
    name: string;
    checksum: string;
    applied_at: Instant;
    duration_ms: number;
    host_version: string;
  };
  instance_state: {
    key: string;
    value: Json;
    updated_at: Instant;
  };
  conditions: {
    id: string;
    subject_type: string;
    subject_id: string;
    code: string;
    severity: 'info' | 'warning' | 'error';
    why: string;
    remedy: string;
    since: Instant;
    last_seen_at: Instant;
    cleared_at: MaybeInstant;
    data: Json | null;
  };
  /** Messages that leave after the change that caused them. */
  outbox: {
    id: string;
    channel: 'mail';
    recipient: string;
    template: string;
    payload: Json;
    attempts: number;
    next_attempt_at: Instant;
    sent_at: MaybeInstant;
    last_error: string | null;
    created_at: Instant;
  };
  /** Counted calls and failures, kept across restarts. */
  rate_windows: {
    key: string;
    window_start: Instant;
    hits: number;
    blocked_until: MaybeInstant;
  };
  /** References to environment variables, and encrypted values. */
  secrets: {
    name: string;
    kind: 'env' | 'value';
    env_name: string | null;
    ciphertext: string | null;
    key_id: string | null;
    bound_hosts: Json;
    owner_type: string;
    owner_id: string | null;
    created_at: Instant;
    updated_at: Instant;
    updated_by: string | null;
    last_used_at: MaybeInstant;
  };
}
