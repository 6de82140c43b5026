import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table hook_calls (
    id text not null, occurred_at timestamptz not null, plugin_id text not null, version text not null,
    tree_hash text, generation bigint, hook text not null, tap bigint not null, outcome text not null,
    status_source text, error_code text, message text, fingerprint text, args_digest text, args json,
    is_whole boolean not null, result json, duration_ms double not null, left_out bigint not null
  )`,
  `create table plugin_errors (
    fingerprint text not null, plugin_id text not null, version text not null, class text not null,
    code text not null, message text not null, status_source text not null, during text not null,
    frames json not null, "count" bigint not null, first_at timestamptz not null, last_at timestamptz not null
  )`,
  `create table capability_use (
    plugin_id text not null, capability text not null, "day" text not null, used bigint not null,
    refused bigint not null, last_used_at timestamptz not null
  )`,
  `create table table_producers (
    table_id text not null, plugin_id text not null, version text not null, tree_hash text,
    generation bigint, run_id text not null, produced_at timestamptz not null
  )`,
];

/** What plugins do, which of their powers they use, and what they brought. */
export const migration: Migration = {
  version: 33,
  name: 'plugin-ledger',
  summary: 'Adds what plugins were asked and did.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
