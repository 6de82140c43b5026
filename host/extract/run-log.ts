import type { Static } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../http/cursor.ts';
import type { Registry } from '../registry/registry.ts';
import { isoUtc } from '../store/iso-utc.ts';
import type { SystemStore } from '../store/system-store.ts';
import { noticesOfRun } from './notice-repository.ts';
import { findRun, type HistoryRow, historyOf, listRuns, type RunRow } from './repository.ts';
import { runNotFound } from './run-errors.ts';
import { detailsOnWire } from './run-summary.ts';
import type { RunDetails, runDetail, runList } from './schema.ts';

/** Which runs are wanted. `table` is an id or a name. */
export interface RunQuery {
  readonly table?: string;
  readonly status?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

const mostRuns = 500;

/** What runs have done. */
export class RunLog {
  readonly #store: Pick<SystemStore, 'read'>;
  readonly #registry: Pick<Registry, 'find'>;
  readonly #now: () => number;

  constructor({
    store,
    registry,
    now,
  }: {
    readonly store: Pick<SystemStore, 'read'>;
    readonly registry: Pick<Registry, 'find'>;
    readonly now: () => number;
  }) {
    this.#store = store;
    this.#registry = registry;
    this.#now = now;
  }

  /** Newest first. */
  async list({ table, status, limit = mostRuns, cursor }: RunQuery): Promise<Static<typeof runList>> {
    const found = await listRuns(this.#store.read, {
      limit: limit + 1,
      ...(status !== undefined && { status }),
      ...(table !== undefined && { table: (await this.#registry.find(table))?.id ?? table }),
      ...(cursor !== undefined && { before: idOfCursor(cursor, this.#now()) }),
    });
    const runs = found.slice(0, limit);
    const last = runs.at(-1);
    const next = last && found.length > limit ? cursorBehind(last.id, this.#now()) : null;
    return { runs: runs.map(runOnWire), next_cursor: next };
  }

  /** One run with what became of each table. */
  async get(id: string): Promise<Static<typeof runDetail>> {
    const run = await findRun(this.#store.read, id);
    if (!run) throw runNotFound({ run: id });
    const notices = await noticesOfRun(this.#store.read, id);
    return {
      ...runOnWire(run),
      tables: (await historyOf(this.#store.read, id)).map(tableOnWire),
      notices: notices.map(({ slug, source_id, table_id, code, message }) => ({
        source: slug ?? source_id,
        table: table_id,
        code,
        message,
      })),
    };
  }
}

const runOnWire = (row: RunRow) => ({
  id: row.id,
  job_id: row.job_id,
  trigger: row.trigger,
  status: row.status,
  started_at: isoUtc(row.started_at),
  finished_at: row.finished_at && isoUtc(row.finished_at),
  tables_ok: row.tables_ok,
  tables_failed: row.tables_failed,
  tables_skipped: row.tables_skipped,
  generation: row.generation,
});

const tableOnWire = ({
  table_id,
  name,
  status,
  rows,
  bytes,
  duration_ms,
  driver,
  error,
  error_code,
  details,
}: HistoryRow) => ({
  id: table_id,
  name: name ?? table_id,
  status,
  rows,
  bytes,
  duration_ms,
  driver,
  error,
  error_code,
  ...(details === null ? detailsOnWire({}) : (JSON.parse(details) as RunDetails)),
});
