import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { Changes } from '../table-changes.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['data_generations']>;

/** A generation as it was committed, with what it brought. */
export interface GenerationRow extends Changes {
  readonly number: number;
  readonly parent: number;
  readonly createdAt: Date;
  /** How many tables readers see in it. */
  readonly tables: number;
  readonly digest: string;
}

/** Generations that are remembered; older ones tell nobody anything. */
const remembered = 1_000;

/** Writes down what a generation brought, and forgets the one that is too old now. */
export const saveGeneration = async (tx: Db, row: GenerationRow): Promise<void> => {
  const { number, parent, createdAt: created_at, tables, digest } = row;
  const lists = {
    changed: JSON.stringify(row.changed),
    removed: JSON.stringify(row.removed),
    failed: JSON.stringify(row.failed),
  };
  await tx
    .insertInto('data_generations')
    .values({ number, parent, created_at, tables, digest, ...lists })
    .execute();
  await tx
    .deleteFrom('data_generations')
    .where('number', '<=', number - remembered)
    .execute();
};

/** Newest first, below `before` where that is given. */
export const listGenerations = async (
  db: Db,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<readonly GenerationRow[]> => {
  const all = db.selectFrom('data_generations').selectAll().orderBy('number', 'desc').limit(limit);
  const rows = await (before === undefined ? all : all.where('number', '<', before)).execute();
  return rows.map(rowOf);
};

/** Those in (after, last], oldest first. */
export const generationsBetween = async (
  db: Db,
  after: number,
  last: number,
): Promise<readonly GenerationRow[]> => {
  const rows = await db
    .selectFrom('data_generations')
    .selectAll()
    .where('number', '>', after)
    .where('number', '<=', last)
    .orderBy('number')
    .execute();
  return rows.map(rowOf);
};

/** The numbers that are remembered, among these. */
export const knownNumbers = async (db: Db, numbers: readonly number[]): Promise<ReadonlySet<number>> => {
  const rows = await db
    .selectFrom('data_generations')
    .select('number')
    .where('number', 'in', numbers)
    .execute();
  return new Set(rows.map(({ number }) => number));
};

// The lists were written by `saveGeneration`.
const rowOf = (row: Row): GenerationRow => ({
  number: row.number,
  parent: row.parent,
  createdAt: row.created_at,
  tables: row.tables,
  digest: row.digest,
  changed: JSON.parse(row.changed),
  removed: JSON.parse(row.removed),
  failed: JSON.parse(row.failed),
});
