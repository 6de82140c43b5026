import type { Change } from './change.ts';
import type { Generation } from './generations.ts';
import type { Published } from './table-state.ts';

/** What a generation brought for one table. */
export interface TableChange {
  readonly id: string;
  readonly name: string;
  /** The version before; null for a table that was not there. */
  readonly from: string | null;
  readonly to: string;
  readonly rows_before: number | null;
  readonly rows: number;
  /** Its name before, where that changed. */
  readonly name_before?: string;
}

/** A table that a generation does not show any more. */
export interface TableGone {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly rows_before: number;
}

/** A table whose attempt failed. */
interface TableFailed {
  readonly id: string;
  readonly name: string;
  readonly code: string;
}

/** What lies between a generation and the one before. */
export interface Changes {
  readonly changed: readonly TableChange[];
  readonly removed: readonly TableGone[];
  readonly failed: readonly TableFailed[];
}

/** Compares two generations in the tables that a change is about. */
export const changesOf = (change: Change, before: Generation, after: Generation): Changes => ({
  changed: touchedIds(change).flatMap((id) => changeOf(before.tables.get(id), after.tables.get(id))),
  removed: touchedIds(change).flatMap((id) => goneOf(before.tables.get(id), after.tables.get(id))),
  failed: change.failed.map(({ id, name, error }) => ({ id, name, code: error.code })),
});

/** Ids of the tables that a change may alter. */
export const touchedIds = ({ tables, removed, renamed = [], failed }: Change): readonly string[] => [
  ...new Set([...tables, ...renamed, ...failed].map(({ id }) => id)),
  ...removed,
];

const changeOf = (before: Published | undefined, after: Published | undefined): readonly TableChange[] => {
  if (!after || (before?.version === after.version && before.name === after.name)) return [];
  const { id, name, version: to, rows } = after;
  const from = { from: before?.version ?? null, rows_before: before?.rows ?? null };
  const renamed = before && before.name !== name ? { name_before: before.name } : {};
  return [{ id, name, ...from, to, rows, ...renamed }];
};

const goneOf = (before: Published | undefined, after: Published | undefined): readonly TableGone[] =>
  before && !after
    ? [{ id: before.id, name: before.name, from: before.version, rows_before: before.rows }]
    : [];
