import type { TableChange } from '../table-changes.ts';
import type { GenerationRow } from './repository.ts';

/** A table in two generations; null where it is not there. */
interface TableDiff {
  readonly id: string;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly rows_before: number | null;
  readonly rows: number | null;
  readonly name_before?: string;
}

/** What lies between two generations, by table. */
export interface Diff {
  readonly added: TableDiff[];
  readonly changed: TableDiff[];
  readonly removed: TableDiff[];
}

/** Adds up what consecutive generations brought, oldest first: what came and went again is nothing. */
export const diffOf = (
  rows: readonly GenerationRow[],
  { isBackwards = false }: { readonly isBackwards?: boolean } = {},
): Diff => {
  const sum = new Map<string, TableDiff>();
  for (const { changed, removed } of rows) {
    for (const change of changed) sum.set(change.id, joined(sum.get(change.id), change));
    for (const { id, name, from, rows_before } of removed)
      sum.set(id, joined(sum.get(id), { id, name, from, rows_before, to: null, rows: null }));
  }
  const all = [...sum.values()].map((diff) => (isBackwards ? turned(diff) : diff)).filter(isAny);
  return {
    added: all.filter(({ from }) => from === null),
    changed: all.filter(({ from, to }) => from !== null && to !== null),
    removed: all.filter(({ to }) => to === null),
  };
};

const joined = (before: TableDiff | undefined, next: TableChange | TableDiff): TableDiff => {
  if (!before) return next;
  const first = before.name_before ?? before.name;
  return {
    id: next.id,
    name: next.name,
    from: before.from,
    to: next.to,
    rows_before: before.rows_before,
    rows: next.rows,
    ...(first !== next.name && before.from !== null && { name_before: first }),
  };
};

const turned = ({ id, name, from, to, rows_before, rows, name_before }: TableDiff): TableDiff => ({
  id,
  name: name_before ?? name,
  from: to,
  to: from,
  rows_before: rows,
  rows: rows_before,
  ...(name_before !== undefined && { name_before: name }),
});

const isAny = ({ from, to, name_before }: TableDiff): boolean => from !== to || name_before !== undefined;
