import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** The durable queue. */
export interface JobTables {
  jobs: {
    id: string;
    kind: string;
    lane: 'heavy' | 'light';
    status: string;
    params: Json;
    result: Json | null;
    error: Json | null;
    progress: Json | null;
    priority: number;
    run_after: Instant;
    attempt: number;
    max_attempts: number;
    concurrency_key: string | null;
    coalesce_key: string | null;
    idempotency_key: string | null;
    lease_owner: string | null;
    lease_token: string | null;
    lease_expires_at: MaybeInstant;
    heartbeat_at: MaybeInstant;
    cancel_requested: boolean;
    plugin_generation: number | null;
    created_by: string | null;
    request_id: string | null;
    created_at: Instant;
    started_at: MaybeInstant;
    finished_at: MaybeInstant;
  };
  job_events: {
    job_id: string;
    seq: number;
    occurred_at: Instant;
    type: string;
    data: Json;
  };
}
