import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** The durable queue and the clock that fills it. */
export interface JobTables {
  jobs: {
    id: string;
    kind: string;
    lane: 'heavy' | 'light' | 'live' | 'marketplace' | 'plugin' | 'query';
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
    /** While the job waits for a yes: what is asked, and with which parameters it goes on. */
    confirm: Json | null;
  };
  job_events: {
    job_id: string;
    seq: number;
    occurred_at: Instant;
    type: string;
    data: Json;
  };
  schedules: {
    id: string;
    kind: string;
    target: string;
    spec: string;
    payload: Json | null;
    enabled: boolean;
    catch_up: 'once' | 'skip';
    next_run_at: MaybeInstant;
    last_slot_at: MaybeInstant;
    last_run_at: MaybeInstant;
    last_job_id: string | null;
    last_status: string | null;
    failures: number;
    created_by: string | null;
  };
}
