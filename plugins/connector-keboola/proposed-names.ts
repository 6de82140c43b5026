import { TableNames, tableNameOf } from '@agnes/sdk/table-names';

/** Names that SQL takes unquoted, by upstream id: that of the table, with its bucket where another one has it as well. */
export const proposedNames = (ids: readonly string[]): ReadonlyMap<string, string> => {
  const sorted = [...ids].sort();
  const same = Map.groupBy(sorted, shortName);
  const names = new TableNames();
  return new Map(
    sorted.map((id) => {
      const isShared = (same.get(shortName(id)) ?? []).length > 1;
      return [id, names.propose(isShared ? id : shortName(id))];
    }),
  );
};

/** `in.c-crm.orders` → `orders`. */
const shortName = (id: string): string => tableNameOf(id.slice(id.lastIndexOf('.') + 1));
