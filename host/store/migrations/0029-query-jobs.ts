import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statement = `create table query_jobs (
  job_id text not null, user_id text not null, token_id text, sql text not null, params json,
  row_limit bigint not null, timeout_ms bigint not null, format text, csv_raw boolean not null,
  created_at timestamptz not null, expires_at timestamptz not null, query_id text, columns json, types json,
  table_ids json, row_count bigint, bytes bigint, truncated boolean, generation bigint, extracted_at timestamptz,
  elapsed_ms bigint, sha256 text, md5 text
)`;

/** What statements in the background are, and what came of them. */
export const migration: Migration = {
  version: 29,
  name: 'query-jobs',
  summary: 'Adds statements that run in the background, and what came of them.',
  source: import.meta.url,
  async up(db) {
    await sql.raw(statement).execute(db);
  },
};
