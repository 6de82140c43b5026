import type { Kysely } from 'kysely';
import { contentHash, type GenerationLock, lockText, parseLock } from '../kernel/generation-lock.ts';
import type { Tables } from '../store/tables.ts';

type Db = Kysely<Tables>;

/** What became of a generation. */
type GenerationStatus = 'active' | 'superseded' | 'failed' | 'rolled_back';

/** A generation and how it went. */
export interface GenerationRecord {
  readonly lock: GenerationLock;
  readonly status: GenerationStatus;
  /** Why it is not what runs. */
  readonly reason: string | undefined;
}

/** How one went, at a time. */
export interface Outcome extends GenerationRecord {
  readonly at: Date;
}

/** Writes down how a generation went, in place of what was known of it. */
export const keepOutcome = async (tx: Db, { lock, status, reason, at }: Outcome): Promise<void> => {
  const { generation } = lock;
  const old = await tx
    .selectFrom('plugin_generations')
    .select('activated_at')
    .where('generation', '=', generation)
    .executeTakeFirst();
  await tx.deleteFrom('plugin_generations').where('generation', '=', generation).execute();
  const text = lockText(lock);
  await tx
    .insertInto('plugin_generations')
    .values({
      generation,
      parent: lock.parent,
      status,
      lock: text,
      lock_sha256: contentHash(text),
      plan: null,
      reason: reason ?? null,
      created_at: new Date(lock.createdAt),
      created_by: lock.createdBy,
      approved_by: lock.createdBy,
      activated_at: status === 'active' ? at : (old?.activated_at ?? null),
      committed_at: null,
    })
    .execute();
};

/** What was active is so no longer, because another one is. */
export const supersede = async (tx: Db): Promise<void> => {
  await tx
    .updateTable('plugin_generations')
    .set({ status: 'superseded' })
    .where('status', '=', 'active')
    .execute();
};

/** A generation was watched and is kept. */
export const commitGeneration = async (tx: Db, generation: number, at: Date): Promise<void> => {
  await tx
    .updateTable('plugin_generations')
    .set({ committed_at: at })
    .where('generation', '=', generation)
    .execute();
};

/** Whether one is written down as the one that runs. */
export const isActive = async (db: Db, generation: number): Promise<boolean> => {
  const row = await db
    .selectFrom('plugin_generations')
    .select('generation')
    .where('generation', '=', generation)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row !== undefined;
};

/** Whether one was watched to the end. */
export const isCommitted = async (db: Db, generation: number): Promise<boolean> => {
  const row = await db
    .selectFrom('plugin_generations')
    .select('committed_at')
    .where('generation', '=', generation)
    .executeTakeFirst();
  return Boolean(row?.committed_at);
};

/** The highest number that was ever used; 0 when there was none. */
export const highestGeneration = async (db: Db): Promise<number> => {
  const newest = await db
    .selectFrom('plugin_generations')
    .select('generation')
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Number(newest?.generation ?? 0);
};

/** Locks that were read before, by their hash. */
export type KeptLocks = Map<string, GenerationLock | undefined>;

/** Every generation whose lock can be read, newest first. */
export const generationRecords = async (db: Db, known: KeptLocks): Promise<readonly GenerationRecord[]> => {
  const rows = await db
    .selectFrom('plugin_generations')
    .select(['generation', 'lock_sha256', 'status', 'reason'])
    .orderBy('generation', 'desc')
    .execute();
  await readMissing(
    db,
    rows.flatMap(({ generation, lock_sha256: sha256 }) => (known.has(sha256) ? [] : generation)),
    known,
  );
  return rows.flatMap(({ lock_sha256: sha256, status, reason }) => {
    const lock = known.get(sha256);
    // The status is written by `keepOutcome` and `supersede` alone.
    return lock ? [{ lock, status: status as GenerationStatus, reason: reason ?? undefined }] : [];
  });
};

const readMissing = async (db: Db, missing: readonly number[], known: KeptLocks): Promise<void> => {
  if (missing.length === 0) return;
  const rows = await db
    .selectFrom('plugin_generations')
    .select(['generation', 'lock', 'lock_sha256'])
    .where('generation', 'in', missing)
    .execute();
  for (const { generation, lock, lock_sha256: sha256 } of rows) {
    known.set(sha256, lockIn(lock, Number(generation)));
  }
};

/** Nothing for a lock in a form of another version: no reason to show none of the others. */
const lockIn = (text: string, generation: number): GenerationLock | undefined => {
  try {
    return parseLock(text, generation);
  } catch {
    return undefined;
  }
};
