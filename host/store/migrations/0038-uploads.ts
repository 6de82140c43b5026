import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table uploads (
    id text not null, user_id text not null, kind text not null, filename text not null, version integer not null,
    sha256 text not null, size_bytes bigint not null, uploaded_at timestamptz not null, deleted_at timestamptz
  )`,
];

/** What people send in. */
export const migration: Migration = {
  version: 38,
  name: 'uploads',
  summary: 'Adds files that people have sent in: transcripts of sessions, artefacts and notes.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
