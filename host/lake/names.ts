import type { Table } from '../registry/table.ts';
import type { States } from './apply-change.ts';
import type { Change, Renamed } from './change.ts';

type Registered = Pick<Table, 'id' | 'name' | 'sourceSlug'>;
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

/** The change as tables are registered now: a run may have begun before one was renamed, unregistered or moved. */
export const asRegistered = (change: Change, registered: readonly Registered[]): Change => {
  if (change.tables.length + change.failed.length === 0) return change;
  const own = registered.filter(({ sourceSlug }) => sourceSlug === change.source.slug);
  const names = new Map(own.map(({ id, name }) => [id, name]));
  const named = <T extends { readonly id: string }>(table: T): readonly T[] => {
    const name = names.get(table.id);
    return name === undefined ? [] : [{ ...table, name }];
  };
  return { ...change, tables: change.tables.flatMap(named), failed: change.failed.flatMap(named) };
};
