import { tableNotListed } from './errors.ts';
import type { Manifest, RemoteFile, RemoteTable } from './manifest.ts';
import type { SyncState } from './state.ts';
import { digestOf, type Store } from './store.ts';

/** Materialized tables above this many bytes come when somebody asks for them. */
const largeBytes = 1_000_000_000;

/** A table that is not up to date, and which of its files are missing. */
export interface Wanted {
  readonly table: RemoteTable;
  readonly missing: readonly RemoteFile[];
}

/** A table that is no longer for this workspace. */
export interface Departed {
  readonly id: string;
  readonly name: string;
  readonly reason: 'not_listed' | 'remote' | 'server_only';
}

/** What a sync would do. */
export interface Plan {
  readonly wanted: readonly Wanted[];
  readonly unchanged: readonly RemoteTable[];
  readonly skipped: readonly RemoteTable[];
  readonly departed: readonly Departed[];
  /** Bytes to download. */
  readonly bytes: number;
}

/** What planning looks at. */
export interface PlanDeps {
  readonly manifest: Manifest;
  readonly state: SyncState;
  readonly store: Store;
}

/** Which tables are meant. */
export interface Choice {
  /** Ids or names; empty means every table. */
  readonly only: readonly string[];
  /** Also large ones that were never here and that nobody names. */
  readonly full: boolean;
}

/** Compares what the server offers with what is here. */
export const planSync = async (deps: PlanDeps, { only, full }: Choice): Promise<Plan> => {
  const isLeft = (table: RemoteTable) =>
    !full && only.length === 0 && isLarge(table) && !deps.state.tables.has(table.id);
  const chosen = chosenTables(deps.manifest.tables, only).map((table) =>
    isLeft(table) ? ({ ...table, skip: 'large' } as const) : table,
  );
  const compared: Wanted[] = [];
  for (const table of chosen.filter(({ skip }) => skip === undefined)) {
    compared.push({ table, missing: await missingFiles(table, deps) });
  }
  const wanted = compared.filter((one) => !isCurrent(one, deps.state));
  return {
    wanted,
    unchanged: compared.filter((one) => !wanted.includes(one)).map(({ table }) => table),
    skipped: chosen.filter(({ skip }) => skip !== undefined),
    departed: await departedTables(deps),
    bytes: wanted.flatMap(({ missing }) => missing).reduce((sum, { bytes }) => sum + bytes, 0),
  };
};

const isLarge = ({ mode, bytes, skip }: RemoteTable): boolean =>
  skip === undefined && mode === 'materialized' && bytes > largeBytes;

const chosenTables = (tables: readonly RemoteTable[], only: readonly string[]): readonly RemoteTable[] => {
  const matches = (wanted: string) => tables.filter(({ id, name }) => id === wanted || name === wanted);
  const unknown = only.find((wanted) => matches(wanted).length === 0);
  if (unknown !== undefined) throw tableNotListed({ table: unknown });
  return only.length === 0 ? tables : [...new Set(only.flatMap(matches))];
};

/** Files whose digest is not here. A file the state does not know is read: it may be the right one. */
export const missingFiles = async (
  { id, files }: RemoteTable,
  { state, store }: Pick<PlanDeps, 'state' | 'store'>,
): Promise<readonly RemoteFile[]> => {
  const known = state.tables.get(id)?.files ?? [];
  const missing: RemoteFile[] = [];
  for (const file of files) {
    const here = known.find(({ part }) => part === file.part);
    const isHere =
      (await store.has(id, file)) &&
      (here?.sha256 ?? (await digestOf(store.pathOf(id, file.part)))) === file.sha256;
    if (!isHere) missing.push(file);
  }
  return missing;
};

// Nothing may be missing, and nothing too many either: a part that is gone at the server goes here too.
const isCurrent = ({ table, missing }: Wanted, state: SyncState): boolean =>
  missing.length === 0 && state.tables.get(table.id)?.files.length === table.files.length;

const departedTables = async ({ manifest, state, store }: PlanDeps): Promise<readonly Departed[]> => {
  // An entry that cannot be read may be any table: then nothing is known to be gone.
  if (manifest.faults.length > 0) return [];
  const listed = new Map(manifest.tables.map((table) => [table.id, table]));
  const here = new Set([...state.tables.keys(), ...(await store.ids())]);
  return [...here].flatMap((id): readonly Departed[] => {
    const skip = listed.get(id)?.skip;
    const name = state.tables.get(id)?.name ?? id;
    if (!listed.has(id)) return [{ id, name, reason: 'not_listed' }];
    return skip === 'remote' || skip === 'server_only' ? [{ id, name, reason: skip }] : [];
  });
};
