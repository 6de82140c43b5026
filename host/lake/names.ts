import type { Table } from '../registry/table.ts';
import type { States } from './apply-change.ts';
import type { Change, Renamed } from './change.ts';

type Named = readonly Pick<Table, 'id' | 'name'>[];

/** Tables that readers know under another name than the registry has. */
export const renamedTables = (states: States, registered: Named): readonly Renamed[] =>
  registered
    .filter(({ id, name }) => (states.get(id)?.name ?? name) !== name)
    .map(({ id, name }) => ({ id, name }));

/** Ids of tables that readers see and the registry does not know any more. */
export const goneTables = (states: States, registered: Named): readonly string[] => {
  const ids = new Set(registered.map(({ id }) => id));
  return [...states.keys()].filter((id) => !ids.has(id));
};

/** The change under the names that tables have now: a run may have begun before they were renamed. */
export const underNewNames = (change: Change, registered: Named): Change => {
  if (change.tables.length + change.failed.length === 0) return change;
  const names = new Map(registered.map(({ id, name }) => [id, name]));
  const named = <T extends { readonly id: string; readonly name: string }>(table: T): T => {
    const name = names.get(table.id) ?? table.name;
    return name === table.name ? table : { ...table, name };
  };
  return { ...change, tables: change.tables.map(named), failed: change.failed.map(named) };
};
