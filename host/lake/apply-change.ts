import { join } from 'node:path';
import type { Change, ChangedTable, Renamed } from './change.ts';
import { afterFailure, afterNoChange, afterSuccess, type Published, type TableState } from './table-state.ts';

/** The states of tables by id. */
export type States = ReadonlyMap<string, TableState>;

/** A view over exactly these files, absolute and real. */
export interface View {
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly rows: number;
}

/** What a change means for the views: which are made and which go. */
export interface ViewPlan {
  readonly put: readonly View[];
  readonly drop: readonly string[];
}

/** Compares a change with what readers see. Names are unique: the registry sees to it. */
export const planViews = (
  change: Change,
  shown: ReadonlyMap<string, Published>,
  extractDir: string,
): ViewPlan => {
  const fresh = change.tables
    .map((table) => ({ table, view: viewOf(table, extractDir) }))
    .filter(({ table, view }) => isNew(table, view, shown.get(table.id)))
    .map(({ view }) => view);
  const put = [...fresh, ...(change.renamed ?? []).flatMap((table) => renamedView(table, shown))];
  const left = change.removed.flatMap((id) => shown.get(id)?.name ?? []);
  return { put, drop: [...left, ...put.flatMap((view) => oldName(view, shown.get(view.id)))] };
};

/** Names that readers do not find any more. One that passed from a table to another is still there. */
export const namesGone = ({ put, drop }: ViewPlan): readonly string[] => {
  const there = new Set(put.map(({ name }) => name));
  return drop.filter((name) => !there.has(name));
};

/** True when tables of the change fail that did not fail this way before. */
export const failsAnew = (states: States, { failed }: Change): boolean =>
  failed.some(({ id, error }) => states.get(id)?.error?.code !== error.code);

const renamedView = ({ id, name }: Renamed, shown: ReadonlyMap<string, Published>): readonly View[] => {
  const before = shown.get(id);
  return before ? [{ id, name, rows: before.rows, files: before.files }] : [];
};

const viewOf = ({ id, name, files, rows }: ChangedTable, extractDir: string): View => ({
  id,
  name,
  rows,
  files: files.map(({ path }) => join(extractDir, path)),
});

const isNew = ({ sha256 }: ChangedTable, view: View, before: Published | undefined): boolean =>
  before?.name !== view.name || before.version !== sha256 || before.files.join() !== view.files.join();

const oldName = ({ name }: View, before: Published | undefined): readonly string[] =>
  before === undefined || before.name === name ? [] : [before.name];

/** The states a change leaves behind, and those of them that are new. */
export const nextStates = (
  states: States,
  change: Change,
  at: { readonly generation: number; readonly now: Date; readonly extractDir: string },
): { readonly all: States; readonly touched: readonly TableState[] } => {
  const place = {
    ...at,
    sourceSlug: change.source.slug,
    absolute: (path: string) => join(at.extractDir, path),
  };
  const touched = [
    ...change.tables.map((table) => afterSuccess(states.get(table.id), table, place)),
    ...change.unchanged.flatMap(({ id, extractedAt }) => {
      const before = states.get(id);
      return before ? [afterNoChange(before, new Date(extractedAt), at.now)] : [];
    }),
    ...change.failed.map((failed) => afterFailure(states.get(failed.id), failed, place)),
  ];
  const all = new Map(states);
  for (const id of change.removed) all.delete(id);
  for (const { id, name } of change.renamed ?? []) {
    const before = states.get(id);
    if (before) all.set(id, { ...before, name });
  }
  for (const state of touched) all.set(state.id, state);
  return { all, touched };
};
