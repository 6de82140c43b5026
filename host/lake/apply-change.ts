import { join } from 'node:path';
import type { Change, ChangedTable, FailedTable } from './change.ts';
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

/** What a change means for the views: which are made, which go, and which tables are not taken. */
export interface ViewPlan {
  readonly taken: readonly ChangedTable[];
  readonly refused: readonly FailedTable[];
  readonly put: readonly View[];
  readonly drop: readonly string[];
}

/** What is known and what readers see before a change. */
export interface Before {
  readonly states: States;
  readonly shown: ReadonlyMap<string, Published>;
  readonly extractDir: string;
}

/** Compares a change with what readers see. A name belongs to the table that published it first. */
export const planViews = (change: Change, { states, shown, extractDir }: Before): ViewPlan => {
  const owners = ownersOf(states, new Set(change.removed));
  const isOwn = ({ id, name }: ChangedTable): boolean => (owners.get(name.toLowerCase()) ?? id) === id;
  const taken = change.tables.filter(isOwn);
  const put = taken
    .map((table) => ({ table, view: viewOf(table, extractDir) }))
    .filter(({ table, view }) => isNew(table, view, shown.get(table.id)))
    .map(({ view }) => view);
  const left = change.removed.flatMap((id) => shown.get(id)?.name ?? []);
  return {
    taken,
    refused: change.tables.filter((table) => !isOwn(table)).map(nameTaken),
    put,
    drop: [...left, ...put.flatMap((view) => oldName(view, shown.get(view.id)))],
  };
};

const ownersOf = (states: States, gone: ReadonlySet<string>): ReadonlyMap<string, string> =>
  new Map(
    [...states.values()]
      .filter(({ id, data }) => data && !gone.has(id))
      .map(({ id, name }) => [name.toLowerCase(), id]),
  );

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

const nameTaken = ({ id, name }: ChangedTable): FailedTable => ({
  id,
  name,
  status: 'error',
  error: {
    code: 'view_name_taken',
    message: `Another table publishes the view "${name}" already.`,
    retryable: false,
  },
});

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
  for (const state of touched) all.set(state.id, state);
  return { all, touched };
};
