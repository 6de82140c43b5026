import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { type Intent, markWritten } from '../http/intent.ts';
import { appendAudit } from './audit/append-audit.ts';
import { checkCopy, copyState } from './copy-state.ts';
import { armCrashPoint } from './crash-point.ts';
import { DuckDbDialect } from './duckdb/duckdb-dialect.ts';
import { Engine } from './duckdb/engine.ts';
import { stateUnavailable } from './errors.ts';
import { lockFolder } from './lock-file.ts';
import { migrateFile } from './migrate/migrate-file.ts';
import type { Migration } from './migrate/migration.ts';
import { migrations as bundled } from './migrations.ts';
import { TableRevisions } from './table-revisions.ts';
import type { Tables } from './tables.ts';
import { TransactionGuard } from './transaction-guard.ts';
import { WriteQueue } from './write-queue.ts';

/** The one owner of the system database. */
export interface SystemStore extends AsyncDisposable {
  /** Sees the last commit; refuses to change anything. */
  readonly read: Kysely<Tables>;
  /** One change: a transaction of its own, one at a time, with its audit row inside. */
  write<T>(intent: Intent, fn: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** The same without audit row, for what the host notes down by itself: heartbeats, progress, last use. */
  keep<T>(fn: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Another number after every change of one of these tables. Asked before reading, it tells what may be kept. */
  revision(tables: readonly (keyof Tables)[]): number;
}

/** The store of whoever opened it. */
export interface OwnStore extends SystemStore {
  /** Writes what is committed now into a new file and reads it back; nobody waits for it. */
  copyTo(path: string): Promise<void>;
}

/** What the store needs from outside. */
export interface SystemStoreOptions {
  /** `DATA_DIR/state`; made when it is not there. */
  readonly folder: string;
  readonly now: () => number;
  readonly hostVersion: string;
  /** Name of the crash point to die at. Crash tests only. */
  readonly crash?: string;
  readonly migrations?: readonly Migration[];
}

/** Locks the folder, brings the file to the version of this host, and opens it. */
export const openSystemStore = async (options: SystemStoreOptions): Promise<OwnStore> => {
  const { folder, now, hostVersion, crash, migrations = bundled } = options;
  if (crash !== undefined) armCrashPoint(crash);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using opened = new AsyncDisposableStack();
  opened.use(await lockFolder(folder));
  await migrateFile({ folder, now, hostVersion, migrations });
  const engine = opened.use(await Engine.open(join(folder, 'system.duckdb')));
  return new DuckDbStore(engine, now, opened.move());
};

class DuckDbStore implements OwnStore {
  readonly read: Kysely<Tables>;
  readonly #writer: Kysely<Tables>;
  readonly #queue = new WriteQueue();
  readonly #guard = new TransactionGuard();
  readonly #revisions = new TableRevisions();
  readonly #engine: Engine;
  readonly #now: () => number;
  readonly #opened: AsyncDisposableStack;
  #closing = false;

  constructor(engine: Engine, now: () => number, opened: AsyncDisposableStack) {
    this.read = new Kysely({ dialect: new DuckDbDialect({ engine, connections: 4, access: 'read' }) });
    this.#writer = new Kysely({
      dialect: new DuckDbDialect({ engine, connections: 1, access: 'write' }),
      plugins: [this.#revisions.plugin],
    });
    this.#engine = engine;
    this.#now = now;
    this.#opened = opened;
  }

  write<T>(intent: Intent, fn: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.keep(async (tx) => {
      const started = this.#now();
      const result = await fn(tx);
      await appendAudit(tx, intent, { started, at: this.#now() });
      markWritten(intent);
      return result;
    });
  }

  async keep<T>(fn: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
    if (this.#closing) throw stateUnavailable({ reason: 'the host is stopping' });
    this.#guard.checkOutside();
    const guarded = (tx: Kysely<Tables>) => this.#guard.run(() => fn(tx));
    return this.#queue.run(async () => {
      try {
        return await this.#writer.transaction().execute(guarded);
      } finally {
        this.#revisions.ended();
      }
    });
  }

  revision(tables: readonly (keyof Tables)[]): number {
    return this.#revisions.of(tables);
  }

  async copyTo(path: string): Promise<void> {
    if (this.#closing) throw stateUnavailable({ reason: 'the host is stopping' });
    const counts = await copyState(this.#engine, path);
    await checkCopy(path, counts);
  }

  /** What is queued is still written; closing folds the log into the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await this.#queue.idle();
    await this.#opened.disposeAsync();
  }
}
