import type { PlatformError } from '@agnes/sdk/errors';
import { LocalDatabase, quoteText } from '../database/local-database.ts';
import { databasePath, statePath } from '../files/workspace-paths.ts';
import type { Session } from '../session/session.ts';
import { readState, writeState } from '../sync/state.ts';
import { refreshViews, type WantedView } from '../sync/views.ts';
import { scanCut } from './errors.ts';

/** What became of a view. `deferred`: the database is open elsewhere; the next sync makes up for it. */
export type ViewFate = 'made' | 'taken' | 'deferred' | 'failed';

/** Brings the views of these snapshots in step: those wanted are made, the others dropped. */
export const settleViews = async (
  among: readonly string[],
  wanted: readonly WantedView[],
  session: Session,
): Promise<{ readonly fate: ViewFate; readonly fault: PlatformError | undefined }> => {
  const workspace = await session.workspace();
  const { interrupted } = session.world;
  const { faults, taken, isDeferred } = await refreshViews(databasePath(workspace), wanted, {
    interrupted,
    among,
  });
  if (isDeferred) await remindSync(workspace, session.world.pid);
  const [fault] = faults;
  return { fate: fateOf({ isDeferred, isFailed: fault !== undefined, isTaken: taken.length > 0 }), fault };
};

const fateOf = (what: { isDeferred: boolean; isFailed: boolean; isTaken: boolean }): ViewFate => {
  if (what.isDeferred) return 'deferred';
  if (what.isFailed) return 'failed';
  return what.isTaken ? 'taken' : 'made';
};

/** Without a validator the next sync does all of its work, views included. */
const remindSync = async (workspace: string, pid: number): Promise<void> => {
  const state = await readState(statePath(workspace));
  if (state.etag !== undefined) await writeState(statePath(workspace), { ...state, etag: undefined }, pid);
};

/** Reads the file as a query would, and holds it against how many rows were promised. */
export const checkRows = async (
  file: string,
  { table, rows }: { readonly table: string; readonly rows: number },
  interrupted: AbortSignal,
): Promise<void> => {
  using database = await LocalDatabase.open(':memory:', { mode: 'READ_WRITE', interrupted });
  const [[found] = []] = await database
    .all(`SELECT count(*) FROM read_parquet(${quoteText(file)})`)
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw scanCut({ table, reason: `the file cannot be read (${reason})` }, { cause });
    });
  if (Number(found) !== rows)
    throw scanCut({ table, reason: `${String(found)} are in the file, ${rows} were promised` });
};
