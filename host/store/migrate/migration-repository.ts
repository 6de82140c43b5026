import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Tables } from '../tables.ts';

/** One applied step as the file remembers it. */
export type AppliedStep = Selectable<Tables['schema_migrations']>;

/** Everything applied, oldest first. */
export const appliedSteps = (db: Kysely<Tables>): Promise<AppliedStep[]> =>
  db.selectFrom('schema_migrations').selectAll().orderBy('version').execute();

/** Notes an applied step, in the transaction of the step. */
export const recordStep = async (
  tx: Kysely<Tables>,
  row: Insertable<Tables['schema_migrations']>,
): Promise<void> => {
  await tx.insertInto('schema_migrations').values(row).execute();
};
