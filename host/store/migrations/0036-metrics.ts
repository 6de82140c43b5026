import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table metric_definitions (
    id text not null, name text not null, display_name text not null, category text not null, description text,
    type text not null, unit text, grain text not null, table_name text, tables json not null, expression text,
    time_column text, dimensions json not null, filters json not null, synonyms json not null, notes json not null,
    sql text not null, sql_variants json not null, validation json not null, sql_tables json, source text not null,
    created_at timestamptz not null, updated_at timestamptz not null, updated_by text
  )`,
];

/** Business metrics and their statements. */
export const migration: Migration = {
  version: 36,
  name: 'metrics',
  summary: 'Adds business metrics: what they mean, the tables they need and their statements.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
