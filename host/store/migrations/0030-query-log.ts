import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table query_log (
    id text not null, occurred_at timestamptz not null, user_id text not null, token_id text,
    surface text not null, sql_text text, sql_sha256 text not null, table_ids json not null,
    status text not null, error_code text, "rows" bigint, bytes_out bigint, bytes_scanned bigint,
    queue_ms bigint, duration_ms bigint not null, data_generation bigint, request_id text,
    cached boolean not null default false
  )`,
];

/** What was asked in SQL. */
export const migration: Migration = {
  version: 30,
  name: 'query-log',
  summary: 'Adds the log of queries.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
