import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** What the table says of a generation, without its content: that is the files' to say. */
export interface GenerationRow {
  readonly generation: number;
  readonly status: string;
  /** Hash of its lock file. */
  readonly sha256: string;
  readonly activatedAt: number | undefined;
  readonly committedAt: number | undefined;
}

/** Every generation of the table, newest first. */
export const generationRows = async (db: Kysely<Tables>): Promise<readonly GenerationRow[]> => {
  const rows = await db
    .selectFrom('plugin_generations')
    .select(['generation', 'status', 'lock_sha256', 'activated_at', 'committed_at'])
    .orderBy('generation', 'desc')
    .execute();
  return rows.map(({ generation, status, lock_sha256: sha256, activated_at, committed_at }) => ({
    generation: Number(generation),
    status,
    sha256,
    activatedAt: activated_at?.getTime(),
    committedAt: committed_at?.getTime(),
  }));
};
