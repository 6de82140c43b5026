import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

/** Keys and references are absent on purpose: the repositories keep them, so no index is ever torn by a crash. */
const statements: readonly string[] = [
  `create table schema_migrations (
    version integer not null, name text not null, checksum text not null, applied_at timestamptz not null,
    duration_ms bigint not null, host_version text not null
  )`,
  `create table instance_state (
    key text not null, value json not null, updated_at timestamptz not null
  )`,
  `create table conditions (
    id text not null, subject_type text not null, subject_id text not null, code text not null,
    severity text not null, why text not null, remedy text not null, since timestamptz not null,
    last_seen_at timestamptz not null, cleared_at timestamptz, data json
  )`,
  `create table users (
    id text not null, email text not null, email_key text not null, name text, password_hash text,
    password_changed_at timestamptz, active boolean not null default true,
    is_service boolean not null default false, deactivated_at timestamptz, deactivated_by text,
    created_at timestamptz not null, updated_at timestamptz not null
  )`,
  `create table user_identities (
    provider text not null, issuer text not null, subject text not null, user_id text not null,
    email_at_link text, linked_at timestamptz not null, last_login_at timestamptz
  )`,
  `create table one_shot_tokens (
    id text not null, purpose text not null, token_hash text not null, user_id text, email_key text,
    payload json, attempts integer not null default 0, max_attempts integer not null default 5,
    created_at timestamptz not null, expires_at timestamptz not null, consumed_at timestamptz,
    consumed_ip text
  )`,
  `create table sessions (
    id text not null, kind text not null, user_id text not null, token_hash text not null, client_id text,
    scopes json, resource text, parent_id text, created_at timestamptz not null,
    expires_at timestamptz not null, last_seen_at timestamptz, ip text, user_agent text,
    revoked_at timestamptz, revoked_by text, revoke_reason text
  )`,
  `create table personal_access_tokens (
    id text not null, user_id text not null, name text not null, token_hash text not null,
    prefix text not null, scopes json, created_at timestamptz not null, expires_at timestamptz,
    last_used_at timestamptz, last_used_ip text, revoked_at timestamptz
  )`,
  `create table user_groups (
    id text not null, name text not null, description text, is_system boolean not null default false,
    created_at timestamptz not null, created_by text
  )`,
  `create table user_group_members (
    user_id text not null, group_id text not null, source text not null, added_at timestamptz not null,
    added_by text, suspended_at timestamptz
  )`,
  `create table resource_grants (
    id text not null, group_id text not null, resource_type text not null, resource_id text not null,
    tier text, assigned_at timestamptz not null, assigned_by text
  )`,
  `create table sources (
    id text not null, slug text not null, connector text not null, source_type text not null,
    title text not null, config json not null, config_version integer not null, secret_refs json not null,
    is_default boolean not null default false, enabled boolean not null default true,
    created_at timestamptz not null, created_by text, updated_at timestamptz not null
  )`,
  `create table source_state (
    source_id text not null, stream text not null, state json not null, state_version integer not null,
    run_id text not null, committed_at timestamptz not null
  )`,
  `create table table_registry (
    id text not null, name text not null, name_key text not null, source_id text, source_type text,
    bucket text, source_table text, source_query text, sync_strategy text not null default 'full_refresh',
    query_mode text not null default 'local', sync_schedule text,
    profile_after_sync boolean not null default true, primary_key json, options json,
    distribution text not null default 'download', folder text, description text, registered_by text,
    registered_at timestamptz not null, updated_at timestamptz not null
  )`,
  `create table view_ownership (
    view_name text not null, source_id text not null, table_id text not null,
    registered_at timestamptz not null
  )`,
  `create table sync_state (
    table_id text not null, version text, generation bigint, status text not null, last_sync timestamptz,
    last_attempt_at timestamptz, "rows" bigint, size_bytes bigint, "columns" integer, hash text,
    sha256 text, error text, error_code text, retryable boolean, produced_by text
  )`,
  `create table table_parts (
    table_id text not null, version text not null, part text not null, path text not null,
    "rows" bigint not null, size_bytes bigint not null, hash text not null, sha256 text not null
  )`,
  `create table sync_runs (
    id text not null, job_id text not null, trigger text not null, requested json, status text not null,
    started_at timestamptz not null, finished_at timestamptz, tables_ok integer not null default 0,
    tables_failed integer not null default 0, tables_skipped integer not null default 0, generation bigint
  )`,
  `create table sync_history (
    id text not null, run_id text not null, table_id text not null, synced_at timestamptz not null,
    status text not null, "rows" bigint, bytes bigint, duration_ms bigint not null, error text,
    error_code text
  )`,
  `create table jobs (
    id text not null, kind text not null, lane text not null, status text not null, params json not null,
    result json, error json, progress json, priority integer not null default 0,
    run_after timestamptz not null, attempt integer not null default 0,
    max_attempts integer not null default 1, concurrency_key text, coalesce_key text, idempotency_key text,
    lease_owner text, lease_token text, lease_expires_at timestamptz, heartbeat_at timestamptz,
    cancel_requested boolean not null default false, plugin_generation bigint, created_by text,
    request_id text, created_at timestamptz not null, started_at timestamptz, finished_at timestamptz
  )`,
  `create table job_events (
    job_id text not null, seq bigint not null, occurred_at timestamptz not null, type text not null,
    data json not null
  )`,
  `create table audit_log (
    seq bigint not null, id text not null, "timestamp" timestamptz not null, user_id text, user_email text,
    actor_kind text not null, token_id text, action text not null, resource text, params json, result text,
    duration_ms bigint, ip text, request_id text, prev_hash text not null, hash text not null
  )`,
];

/** The first version of the schema. */
export const migration: Migration = {
  version: 24,
  name: 'baseline',
  summary: 'Creates the tables of identity, sources, sync, jobs and audit.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
