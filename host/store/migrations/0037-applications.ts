import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table oauth_clients (
    id text not null, name text not null, redirect_uris json not null, created_at timestamptz not null,
    last_used_at timestamptz
  )`,
];

/** Applications that people may connect to their account. */
export const migration: Migration = {
  version: 37,
  name: 'applications',
  summary: 'Adds the applications that have registered to be connected to accounts.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
