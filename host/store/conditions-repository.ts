import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import type { Tables } from './tables.ts';

/** A condition as it is stored. */
export type ConditionRow = Selectable<Tables['conditions']>;

/** Subject and code; at most one open row has them. */
export interface ConditionKey {
  readonly subjectType: string;
  readonly subjectId: string;
  /** Absent: every code. */
  readonly code?: string;
}

/** Open conditions, oldest first. */
export const openConditions = (db: Kysely<Tables>): Promise<ConditionRow[]> =>
  db.selectFrom('conditions').selectAll().where('cleared_at', 'is', null).orderBy('since').execute();

/** Opens a condition; the caller has looked that none is open. */
export const insertCondition = async (
  tx: Kysely<Tables>,
  row: Insertable<Tables['conditions']>,
): Promise<void> => {
  await tx.insertInto('conditions').values(row).execute();
};

/** Changes what is open under the key, and tells how many rows that was. */
export const updateOpen = async (
  tx: Kysely<Tables>,
  { subjectType, subjectId, code }: ConditionKey,
  changes: Updateable<Tables['conditions']>,
): Promise<number> => {
  const result = await tx
    .updateTable('conditions')
    .set(changes)
    .where('subject_type', '=', subjectType)
    .where('subject_id', '=', subjectId)
    .where('cleared_at', 'is', null)
    .$if(code !== undefined, (query) => query.where('code', '=', code ?? ''))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};
