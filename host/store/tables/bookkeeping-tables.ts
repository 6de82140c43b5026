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
}
