import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { sourceNotFound, tableExists, viewNameTaken } from '../errors.ts';
import { findSource } from '../sources/repository.ts';
import type { Table } from '../table.ts';
import { findHolder, findViewOwner, insertTable, insertViewOwner } from './repository.ts';

/** Writes a table whose name and view name are free and whose source is there. */
export const addTable = async (tx: Kysely<Tables>, table: Table): Promise<Table> => {
  const { id, name, sourceId } = table;
  const holder = await findHolder(tx, id);
  if (holder !== undefined) throw tableExists({ name, id: holder });
  if (sourceId !== undefined && !(await findSource(tx, sourceId))) throw sourceNotFound({ source: sourceId });
  const owner = await findViewOwner(tx, name);
  if (owner !== undefined && owner !== sourceId) {
    throw viewNameTaken({ name, owner: (await findSource(tx, owner))?.slug ?? owner });
  }
  await insertTable(tx, table);
  if (owner === undefined) await insertViewOwner(tx, table);
  return table;
};
