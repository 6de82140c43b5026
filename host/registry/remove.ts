import type { Kysely } from 'kysely';
import type { Intent } from '../http/intent.ts';
import { endConditions } from '../store/conditions.ts';
import type { Tables } from '../store/tables.ts';
import type { Desk } from './desk.ts';
import { sourceInUse, sourceNotFound, tableNotFound } from './errors.ts';
import { deleteSource } from './sources/repository.ts';
import { deleteTables } from './tables/delete-repository.ts';
import { tablesOfSource } from './tables/repository.ts';

/** Removes a table with everything that hangs on it. */
export const removeTable = async (desk: Desk, idOrName: string, intent: Intent): Promise<void> => {
  const table = (await desk.model()).table(idOrName);
  if (!table) throw tableNotFound({ table: idOrName });
  const grants = await desk.store.write(intent, (tx) => deleteAll(desk, tx, [table.id]));
  await forget(desk, [table.id], grants);
  if (table.queryMode === 'remote') await desk.remote?.gone(table);
};

/** Which source goes, and whether its tables may go with it. */
interface Removal {
  readonly source: string;
  readonly force: boolean;
}

/** Removes a source; with `force` along with its tables, otherwise only when it has none. */
export const removeSource = async (desk: Desk, { source, force }: Removal, intent: Intent): Promise<void> => {
  const model = await desk.model();
  const found = model.source(source);
  if (!found) throw sourceNotFound({ source });
  const { id, slug } = found;
  const { ids, grants } = await desk.store.write(intent, async (tx) => {
    const tables = await tablesOfSource(tx, id);
    if (tables.length > 0 && !force) throw sourceInUse({ slug, tables: tables.map(({ name }) => name) });
    const removed = tables.map((table) => table.id);
    const change = { ids: removed, grants: await deleteAll(desk, tx, removed) };
    await deleteSource(tx, id);
    await endConditions(tx, [{ subjectType: 'source', subjectId: id }], new Date(desk.now()));
    return change;
  });
  model.dropSource(id);
  await forget(desk, ids, grants);
  await desk.forgetKept?.(slug);
};

/** Answers the version of access without the grants of these tables; nothing when they had none. */
const deleteAll = async (
  { access, now }: Desk,
  tx: Kysely<Tables>,
  ids: readonly string[],
): Promise<number | undefined> => {
  await deleteTables(tx, ids);
  const gone = ids.map((subjectId) => ({ subjectType: 'table', subjectId }));
  await endConditions(tx, gone, new Date(now()));
  return access.deleteGrantsOf(tx, 'table', ...ids);
};

/** Grants went with the tables: a later table of the same id must not inherit them from memory. */
const forget = async (
  { access, onChanged, model }: Desk,
  ids: readonly string[],
  grants: number | undefined,
): Promise<void> => {
  if (ids.length === 0) return;
  const known = await model();
  for (const id of ids) known.dropTable(id);
  if (grants !== undefined) await access.refresh(grants);
  await onChanged(ids);
};
