import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { sourceNotFound, tableExists, viewNameTaken } from '../errors.ts';
import { findSource } from '../sources/repository.ts';
import type { Table } from '../table.ts';
import { deleteData } from './delete-repository.ts';
import {
  deleteCursor,
  deleteViewOwner,
  findHolder,
  findViewOwner,
  insertTable,
  insertViewOwner,
  updateRow,
} from './repository.ts';

type Db = Kysely<Tables>;

/** Writes a table whose name and view name are free and whose source is there. */
export const addTable = async (tx: Db, table: Table): Promise<Table> => {
  const { isOwned } = await checkFree(tx, table);
  await insertTable(tx, table);
  if (!isOwned) await insertViewOwner(tx, table);
  return table;
};

/** Throws when another table stands in the way of this one, or its source is gone. */
export const checkFree = async (db: Db, table: Table): Promise<{ readonly isOwned: boolean }> => {
  const holder = await findHolder(db, [table.id, table.name.toLowerCase()]);
  if (holder !== undefined) throw tableExists({ name: table.name, id: holder });
  return await checkOwner(db, table);
};

/** A table before and after a change. */
interface Changed {
  readonly before: Table;
  readonly after: Table;
  readonly at: Date;
}

/** Writes what has become of a table. A name is given up and taken in the same transaction. */
export const changeTable = async (tx: Db, { before, after, at }: Changed): Promise<void> => {
  const isMoved = before.sourceId !== after.sourceId;
  if (before.name !== after.name || isMoved) {
    const holder = await findHolder(tx, [after.name.toLowerCase()], after.id);
    if (holder !== undefined) throw tableExists({ name: after.name, id: holder });
    await deleteViewOwner(tx, after.id);
    const { isOwned } = await checkOwner(tx, after);
    if (!isOwned) await insertViewOwner(tx, { ...after, registeredAt: at });
  }
  await updateRow(tx, after, at);
  if (!isElsewhere({ before, after })) return;
  await deleteCursor(tx, after.id);
  await deleteData(tx, [after.id]);
};

/** True when what is known of the data of a table is not of what it is now: of another source, place or way to be read. */
export const isElsewhere = ({ before, after }: Pick<Changed, 'before' | 'after'>): boolean => {
  if (before.sourceId !== after.sourceId) return true;
  const isRemote = after.queryMode === 'remote' || before.queryMode === 'remote';
  if (!isRemote) return false;
  return (['queryMode', 'bucket', 'sourceTable'] as const).some((field) => before[field] !== after[field]);
};

const checkOwner = async (db: Db, { name, sourceId }: Table): Promise<{ readonly isOwned: boolean }> => {
  if (sourceId !== undefined && !(await findSource(db, sourceId))) throw sourceNotFound({ source: sourceId });
  const owner = await findViewOwner(db, name);
  if (owner !== undefined && owner !== sourceId) {
    throw viewNameTaken({ name, owner: (await findSource(db, owner))?.slug ?? owner });
  }
  return { isOwned: owner !== undefined };
};
