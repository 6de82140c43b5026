import type { RelationCandidate } from './profile-messages.ts';

/** A table with data, as far as relations need it. */
export interface RelatedTable {
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly primaryKey: readonly string[];
}

/** Each costs a look through another table. */
const mostCandidates = 20;

/** Columns that by their name may hold keys of other tables: `customer_id`, where there are `customers`. */
export const relationCandidates = (
  { id, columns }: { readonly id: string; readonly columns: readonly string[] },
  tables: readonly RelatedTable[],
): readonly RelationCandidate[] => {
  const others = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  return columns
    .flatMap((column) => {
      const table = tableFor(column, others);
      if (!table || table.id === id) return [];
      return [{ column, table_id: table.id, keys: keysOf(table, column), files: table.files }];
    })
    .filter(({ keys }) => keys.length > 0)
    .slice(0, mostCandidates);
};

const tableFor = (column: string, others: ReadonlyMap<string, RelatedTable>): RelatedTable | undefined => {
  const noun = /^(.+?)_?id$/i.exec(column)?.[1]?.toLowerCase();
  if (noun === undefined) return undefined;
  const names = [noun, `${noun}s`, `${noun}es`, noun.replace(/y$/, 'ies')];
  return names.flatMap((name) => others.get(name) ?? [])[0];
};

/** What may identify a row there: what is registered as its key, else `id`, else a column of the same name. */
const keysOf = ({ primaryKey }: RelatedTable, column: string): readonly string[] => {
  if (primaryKey.length > 1) return [];
  return primaryKey.length === 1 ? primaryKey : ['id', column];
};
