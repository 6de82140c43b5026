import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table upstream_cache (
    source_id text not null, key text not null, value json not null, fetched_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create table quota_usage (
    user_id text not null, day text not null, kind text not null, amount bigint not null
  )`,
  `create table webhook_deliveries (
    source_id text not null, delivery_id text not null, received_at timestamptz not null, event text,
    target text, body_path text not null, status text not null, job_id text, processed_at timestamptz,
    attempts bigint not null
  )`,
  `create table run_notices (
    source_id text not null, table_id text, run_id text not null, code text not null, message text not null,
    noticed_at timestamptz not null
  )`,
  'alter table sync_history add column driver text',
];

/** What events, quotas and upstream catalogs have to remember. */
export const migration: Migration = {
  version: 27,
  name: 'connectors',
  summary: 'Adds pushed events, daily quotas, what upstream catalogs say, and what runs had to remark.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
