import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table schedules (
    id text not null, kind text not null, target text not null, spec text not null, payload json,
    enabled boolean not null default true, catch_up text not null default 'once', next_run_at timestamptz,
    last_slot_at timestamptz, last_run_at timestamptz, last_job_id text, last_status text,
    failures integer not null default 0, created_by text
  )`,
  `create table secrets (
    name text not null, kind text not null, env_name text, ciphertext text, key_id text,
    bound_hosts json not null, owner_type text not null, owner_id text, created_at timestamptz not null,
    updated_at timestamptz not null, updated_by text, last_used_at timestamptz
  )`,
  `create table table_profiles (
    table_id text not null, version text not null, profile json not null, summary json not null,
    profiled_at timestamptz not null
  )`,
  `create table column_metadata (
    table_id text not null, column_name text not null, basetype text, description text,
    confidence text not null default 'manual', source text not null default 'manual',
    updated_at timestamptz not null, updated_by text
  )`,
  `create table data_generations (
    number bigint not null, parent bigint not null, created_at timestamptz not null, tables integer not null,
    changed json not null, removed json not null, failed json not null, digest text not null
  )`,
  `create table schema_changes (
    id text not null, table_id text not null, run_id text not null, detected_at timestamptz not null,
    policy text not null, outcome text not null, diff json not null
  )`,
  `create table table_singles (
    table_id text not null, version text not null, path text not null, "rows" bigint not null,
    size_bytes bigint not null, hash text not null, sha256 text not null, built_at timestamptz not null
  )`,
  `create table user_sync_settings (
    user_id text not null, table_id text not null, enabled boolean not null default false,
    updated_at timestamptz not null
  )`,
  `create table user_preferences (
    user_id text not null, key text not null, value json not null, updated_at timestamptz not null
  )`,
  'alter table jobs add column confirm json',
  'alter table sync_state add column "schema" json',
  'alter table source_state add column refresh json',
  'alter table sync_history add column details json',
  'alter table sync_history add column retry_at timestamptz',
  'alter table sync_runs add column dry_run boolean',
];

/** What schedules, secrets, profiles, generations and changes of columns have to remember. */
export const migration: Migration = {
  version: 26,
  name: 'engine',
  summary:
    'Adds schedules, stored secrets, profiles, column descriptions, generations, changes of columns and subscriptions; jobs may wait for a yes.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
