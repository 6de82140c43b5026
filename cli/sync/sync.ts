import type { PlatformError } from '@agnes/sdk/errors';
import { databasePath, lockPath, statePath } from '../files/workspace-paths.ts';
import type { HttpClient } from '../http/client.ts';
import { isoUtc } from '../terminal/iso-utc.ts';
import type { Output } from '../terminal/output.ts';
import { arriveTables, type Fault } from './arrive.ts';
import { diskFull } from './errors.ts';
import { holdLock } from './lock-file.ts';
import { fetchManifest, fetchManifestUnless, type Manifest, type RemoteTable } from './manifest.ts';
import type { Neighbours } from './neighbours.ts';
import { type Choice, type Plan, planSync } from './plan.ts';
import { pruneTables } from './prune.ts';
import { nothingToDo, type SyncReport } from './report.ts';
import { bringRules } from './rules-step.ts';
import { checkSameServer } from './same-server.ts';
import { readState, type SyncedTable, type SyncState, writeState } from './state.ts';
import { Store } from './store.ts';
import type { ViewReport, WantedView } from './views.ts';

const spareShare = 1.25;
const looksAtOnce = 500;

/** What a sync works with. */
export interface SyncDeps {
  readonly http: HttpClient;
  readonly workspace: string;
  readonly out: Output;
  readonly now: () => number;
  readonly pid: number;
  readonly neighbours: Neighbours;
  /** The snapshots beside the tables, which have views as well. */
  readonly snapshots: {
    /** Ends or undoes what a crash has interrupted. */
    mend(): Promise<unknown>;
    views(): Promise<readonly WantedView[]>;
  };
  readonly retries: number;
  readonly interrupted: AbortSignal;
}

/** How a sync is run. */
export interface SyncOptions extends Choice {
  readonly parallel: number;
  /** Keeps tables that were deleted at the server; never those the caller may no longer read. */
  readonly keepDeleted: boolean;
}

/** Makes the workspace hold exactly what the caller may read, and the rules for agents. Afterwards an unchanged server costs one request. */
export const syncWorkspace = async (deps: SyncDeps, options: SyncOptions): Promise<SyncReport> => {
  await using _lock = await holdLock(lockPath(deps.workspace), deps.pid);
  const { state, store } = await standing(deps);
  // The ETag speaks for the whole workspace, so it counts only while all of it is in place.
  const isIntact =
    !options.full &&
    options.only.length === 0 &&
    state.workspace === deps.workspace &&
    (await isComplete(state, store));
  const manifest = await fetchManifestUnless(deps.http, isIntact ? state.etag : undefined);
  if (manifest === 'unchanged') {
    const rules = await bringRules(deps, state);
    // It was looked at: a workspace that is asked about every day is not stale.
    const looked = { ...state, rules: rules?.kept, lastSync: isoUtc(deps.now()) };
    await writeState(statePath(deps.workspace), looked, deps.pid);
    return nothingToDo(state, rules);
  }
  await deps.neighbours.remember();
  const work: Work = { ...deps, state, store, manifest };
  await store.open();
  try {
    return await carryOut(work, options);
  } finally {
    // What Ctrl-C interrupts leaves nothing behind; what breaks off is resumed by the next sync.
    if (deps.interrupted.aborted) await store.sweep();
  }
};

/** What a sync would do now. Nothing is written. */
export const planOnly = async (deps: SyncDeps, choice: Choice): Promise<Plan> => {
  const { state, store } = await standing(deps);
  return planSync({ manifest: await fetchManifest(deps.http), state, store }, choice);
};

const standing = async ({ http, workspace }: SyncDeps): Promise<{ state: SyncState; store: Store }> => {
  const state = await readState(statePath(workspace));
  checkSameServer(state, http.server);
  return { state, store: new Store(workspace) };
};

/** False when somebody deleted or cut a file: then even an unchanged manifest leaves something to do. */
const isComplete = async ({ tables }: SyncState, store: Store): Promise<boolean> => {
  const files = [...tables].flatMap(([id, table]) => table.files.map((file) => ({ id, file })));
  // Many at a time: one after the other, most of the time goes by between two of them.
  for (let from = 0; from < files.length; from += looksAtOnce) {
    const some = files.slice(from, from + looksAtOnce);
    const found = await Promise.all(some.map(({ id, file }) => store.has(id, file)));
    if (found.includes(false)) return false;
  }
  return true;
};

interface Work extends SyncDeps {
  readonly state: SyncState;
  readonly store: Store;
  readonly manifest: Manifest;
}

const carryOut = async (work: Work, options: SyncOptions): Promise<SyncReport> => {
  const plan = await planSync(work, options);
  await checkSpace(work.store, plan.bytes);
  const tables = new Map(work.state.tables);
  const remember = (table: RemoteTable) => tables.set(table.id, syncedTable(table, tables, work.now()));
  plan.unchanged.map(remember);
  const save = (saved: Pick<SyncState, 'etag' | 'rules'> = { etag: undefined, rules: work.state.rules }) =>
    saveState(work, tables, saved);
  const arrived = await arriveTables(plan.wanted, { ...work, parallel: options.parallel, remember });
  await save();
  if (arrived.stoppedBy) throw arrived.stoppedBy;
  const removed = await pruneTables(plan.departed, { ...work, tables, keepDeleted: options.keepDeleted });
  await save();
  const views = await makeViews(work, tables);
  const errors = [...faultsOf(work.manifest.faults), ...arrived.errors, ...faultsOf(views.faults)];
  const isDone =
    errors.length === 0 && options.only.length === 0 && !arrived.isRefreshed && !views.isDeferred;
  const rules = await bringRules(work, { rules: work.state.rules, offeredRules: work.manifest.rules });
  await save({ etag: isDone ? work.manifest.etag : undefined, rules: rules?.kept });
  if (isDone) await work.store.sweep();
  return {
    downloaded: arrived.downloaded,
    unchanged: plan.unchanged.length,
    skipped: plan.skipped.map(({ id, name, skip = '' }) => ({ id, name, reason: skip })),
    removed,
    errors,
    taken: views.taken,
    shadowed: views.shadowed,
    viewsDeferred: views.isDeferred,
    bytes: arrived.bytes,
    rules,
  };
};

const faultsOf = (errors: readonly PlatformError[]): readonly Fault[] =>
  errors.map((error) => ({ table: String(error.details['table'] ?? ''), error }));

const checkSpace = async (store: Store, bytes: number): Promise<void> => {
  const needed = Math.ceil(bytes * spareShare);
  const free = await store.freeBytes();
  if (free < needed) throw diskFull({ needed_bytes: needed, free_bytes: free });
};

const syncedTable = (
  { id, name, updated, files }: RemoteTable,
  tables: ReadonlyMap<string, SyncedTable>,
  now: number,
): SyncedTable => {
  const before = tables.get(id);
  const isSame = before?.files.every(({ sha256 }, i) => sha256 === files[i]?.sha256) === true;
  return { name, updated, files, syncedAt: isSame ? before.syncedAt : isoUtc(now) };
};

const saveState = (
  { http, workspace, now, pid, manifest }: Work,
  tables: ReadonlyMap<string, SyncedTable>,
  saved: Pick<SyncState, 'etag' | 'rules'>,
): Promise<void> => {
  const about = { server: http.server, workspace, lastSync: isoUtc(now()), offeredRules: manifest.rules };
  return writeState(statePath(workspace), { ...about, tables, ...saved }, pid);
};

const makeViews = async (
  { workspace, store, snapshots, interrupted }: Work,
  tables: ReadonlyMap<string, SyncedTable>,
): Promise<ViewReport & { readonly shadowed: readonly string[] }> => {
  const ofTables = [...tables].map(([id, { name, files }]) => ({
    name,
    files: files.map(({ part }) => store.pathOf(id, part)),
  }));
  await snapshots.mend();
  const names = new Set(ofTables.map(({ name }) => name.toLowerCase()));
  const { free = [], shadowed = [] } = Object.groupBy(await snapshots.views(), ({ name }) =>
    names.has(name.toLowerCase()) ? 'shadowed' : 'free',
  );
  // The engine takes its time to load: only when there are views to make.
  const { refreshViews } = await import('./views.ts');
  const report = await refreshViews(databasePath(workspace), [...ofTables, ...free], { interrupted });
  return { ...report, shadowed: shadowed.map(({ name }) => name) };
};
