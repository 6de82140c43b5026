import type { ColumnType } from 'kysely';

/** JSON kept as text: the repository that writes it also reads it, and no SQL looks inside. */
type Json = string;
/** UTC instants. The driver hands out `Date`. */
type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null, Date | null>;

/** Every table of the system database. Keys and references are kept by the repositories; see docs/state.md. */
export interface Tables {
  schema_migrations: {
    version: number;
    name: string;
    checksum: string;
    applied_at: Instant;
    duration_ms: number;
    host_version: string;
  };
  instance_state: { key: string; value: Json; updated_at: Instant };
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
  users: {
    id: string;
    email: string;
    email_key: string;
    name: string | null;
    password_hash: string | null;
    password_changed_at: MaybeInstant;
    active: boolean;
    is_service: boolean;
    deactivated_at: MaybeInstant;
    deactivated_by: string | null;
    created_at: Instant;
    updated_at: Instant;
  };
  user_identities: {
    provider: string;
    issuer: string;
    subject: string;
    user_id: string;
    email_at_link: string | null;
    linked_at: Instant;
    last_login_at: MaybeInstant;
  };
  one_shot_tokens: {
    id: string;
    purpose: string;
    token_hash: string;
    user_id: string | null;
    email_key: string | null;
    payload: Json | null;
    attempts: number;
    max_attempts: number;
    created_at: Instant;
    expires_at: Instant;
    consumed_at: MaybeInstant;
    consumed_ip: string | null;
  };
  sessions: {
    id: string;
    kind: 'session' | 'oauth' | 'oauth_refresh';
    user_id: string;
    token_hash: string;
    client_id: string | null;
    scopes: Json | null;
    resource: string | null;
    parent_id: string | null;
    created_at: Instant;
    expires_at: Instant;
    last_seen_at: MaybeInstant;
    ip: string | null;
    user_agent: string | null;
    revoked_at: MaybeInstant;
    revoked_by: string | null;
    revoke_reason: string | null;
  };
  personal_access_tokens: {
    id: string;
    user_id: string;
    name: string;
    token_hash: string;
    prefix: string;
    scopes: Json | null;
    created_at: Instant;
    expires_at: MaybeInstant;
    last_used_at: MaybeInstant;
    last_used_ip: string | null;
    revoked_at: MaybeInstant;
  };
  user_groups: {
    id: string;
    name: string;
    description: string | null;
    is_system: boolean;
    created_at: Instant;
    created_by: string | null;
  };
  user_group_members: {
    user_id: string;
    group_id: string;
    source: string;
    added_at: Instant;
    added_by: string | null;
    suspended_at: MaybeInstant;
  };
  resource_grants: {
    id: string;
    group_id: string;
    resource_type: string;
    resource_id: string;
    tier: string | null;
    assigned_at: Instant;
    assigned_by: string | null;
  };
  sources: {
    id: string;
    slug: string;
    connector: string;
    source_type: string;
    title: string;
    config: Json;
    config_version: number;
    secret_refs: Json;
    is_default: boolean;
    enabled: boolean;
    created_at: Instant;
    created_by: string | null;
    updated_at: Instant;
  };
  source_state: {
    source_id: string;
    stream: string;
    state: Json;
    state_version: number;
    run_id: string;
    committed_at: Instant;
  };
  table_registry: {
    id: string;
    name: string;
    name_key: string;
    source_id: string | null;
    source_type: string | null;
    bucket: string | null;
    source_table: string | null;
    source_query: string | null;
    sync_strategy: string;
    query_mode: string;
    sync_schedule: string | null;
    profile_after_sync: boolean;
    primary_key: Json | null;
    options: Json | null;
    distribution: string;
    folder: string | null;
    description: string | null;
    registered_by: string | null;
    registered_at: Instant;
    updated_at: Instant;
  };
  view_ownership: { view_name: string; source_id: string; table_id: string; registered_at: Instant };
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
  };
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
  job_events: { job_id: string; seq: number; occurred_at: Instant; type: string; data: Json };
  audit_log: {
    seq: number;
    id: string;
    timestamp: Instant;
    user_id: string | null;
    user_email: string | null;
    actor_kind: string;
    token_id: string | null;
    action: string;
    resource: string | null;
    params: Json | null;
    result: string | null;
    duration_ms: number | null;
    ip: string | null;
    request_id: string | null;
    prev_hash: string;
    hash: string;
  };
}
