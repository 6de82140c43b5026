import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Applied } from './changes.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['knowledge_contradictions']>;

/** Two items that cannot both hold. */
export interface Contradiction extends Omit<Row, 'suggested_resolution' | 'applied'> {
  readonly suggested_resolution: unknown;
  readonly applied: readonly Applied[];
}

/** Every contradiction, newest first. */
export const allContradictions = async (db: Db): Promise<readonly Contradiction[]> => {
  const rows = db.selectFrom('knowledge_contradictions').selectAll();
  return (await rows.orderBy('detected_at', 'desc').orderBy('id').execute()).map(contradictionOf);
};

/** The one with this id. */
export const findContradiction = async (db: Db, id: string): Promise<Contradiction | undefined> => {
  const rows = db.selectFrom('knowledge_contradictions').selectAll().where('id', '=', id);
  const row = await rows.executeTakeFirst();
  return row && contradictionOf(row);
};

/** Adds one, under an id of its own. */
export const insertContradiction = async (tx: Db, contradiction: Contradiction): Promise<void> => {
  await tx.insertInto('knowledge_contradictions').values(rowOf(contradiction)).execute();
};

/** Writes over one. */
export const updateContradiction = async (tx: Db, contradiction: Contradiction): Promise<void> => {
  const { id, ...fields } = rowOf(contradiction);
  await tx.updateTable('knowledge_contradictions').set(fields).where('id', '=', id).execute();
};

const contradictionOf = ({ suggested_resolution: suggested, applied, ...row }: Row): Contradiction => ({
  ...row,
  suggested_resolution: suggested === null ? null : JSON.parse(suggested),
  applied: applied === null ? [] : JSON.parse(applied),
});

const rowOf = ({ suggested_resolution: suggested, applied, ...row }: Contradiction): Row => ({
  ...row,
  suggested_resolution: suggested === null ? null : JSON.stringify(suggested),
  applied: JSON.stringify(applied),
});
