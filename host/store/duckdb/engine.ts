import type { DuckDBConnection } from '@duckdb/node-api';
import { stateUnavailable } from '../errors.ts';
import { type Database, openDatabase } from './database.ts';

/** The owner of one database file: lends connections, and opens the file again after the engine gave up. */
export class Engine implements AsyncDisposable {
  readonly #path: string;
  readonly #idle: DuckDBConnection[] = [];
  #opened: Promise<Database>;
  #lent = 0;
  #state: 'open' | 'broken' | 'closed' = 'open';
  #whenIdle: (() => void) | undefined;

  private constructor(path: string, database: Database) {
    this.#path = path;
    this.#opened = Promise.resolve(database);
  }

  static async open(path: string, access: 'read' | 'write' = 'write'): Promise<Engine> {
    return new Engine(path, await openDatabase(path, access));
  }

  /** A connection for one unit of work; whoever takes it gives it back. */
  async lend(): Promise<DuckDBConnection> {
    this.#recover();
    this.#lent += 1;
    try {
      return this.#idle.pop() ?? (await (await this.#opened).connect());
    } catch (cause) {
      this.#returned();
      throw cause;
    }
  }

  giveBack(connection: DuckDBConnection): void {
    this.#idle.push(connection);
    this.#returned();
  }

  /** Closing a connection is the rollback of last resort. */
  discard(connection: DuckDBConnection): void {
    connection.closeSync();
    this.#returned();
  }

  /** Marks the instance as dead: nothing it answers from now on can be trusted. */
  fail(): void {
    if (this.#state === 'open') this.#state = 'broken';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (this.#lent > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    const database = await this.#opened.catch(() => undefined);
    database?.close();
  }

  #returned(): void {
    this.#lent -= 1;
    if (this.#lent === 0) this.#whenIdle?.();
  }

  #recover(): void {
    if (this.#state === 'open') return;
    if (this.#state === 'closed') throw stateUnavailable({ reason: 'the host is stopping' });
    // Two instances on one file lose rows, so the old one goes first, and it can only go unused.
    if (this.#lent > 0) throw stateUnavailable({ reason: 'the engine stopped and is being opened again' });
    this.#state = 'open';
    this.#idle.length = 0;
    this.#opened = this.#reopen(this.#opened);
    // Whoever waits for it gets the error; this one only keeps it from counting as unhandled.
    this.#opened.catch(() => this.fail());
  }

  async #reopen(old: Promise<Database>): Promise<Database> {
    const dead = await old.catch(() => undefined);
    dead?.close();
    return openDatabase(this.#path).catch((cause: unknown) => {
      throw stateUnavailable({ reason: 'it could not be opened again' }, { cause });
    });
  }
}
