import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { loadExtension } from '@agnes/sdk/extract';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { authFailed } from './errors.ts';
import { failureInWords } from './extension-failure.ts';
import type { Projects } from './settings.ts';
import { type Copy, literal, watchedCopy } from './watched-copy.ts';

/** What it takes to attach a project. */
export interface Attaching {
  readonly projects: Projects;
  readonly token: string;
  /** Folder that extensions lie in, or are installed into. */
  readonly folder: string;
  /** Folder that may be written. */
  readonly staging: string;
  readonly signal: AbortSignal;
}

/** What the process of a run has room for beside everything else. */
const memory = '400MB';

/** DuckDB in memory, with the tables of a project attached as `bq`. */
export class Attachment implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #token = '';

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Loads the extension and attaches; every job is paid by the billing project. */
  static async open({ projects, token, folder, staging, signal }: Attaching): Promise<Attachment> {
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      memory_limit: memory,
      threads: '2',
      temp_directory: join(staging, 'spill'),
    });
    const attachment = new Attachment(instance, await instance.connect());
    signal.addEventListener('abort', () => attachment.#connection.interrupt(), { once: true });
    try {
      await loadExtension(attachment.#connection, { name: 'bigquery', from: 'community', folder });
      await attachment.authorize(token);
      const path = `project=${projects.data} billing_project=${projects.billing}`;
      await attachment.#told((connection) =>
        connection.run(`ATTACH ${literal(path)} AS bq (TYPE bigquery, READ_ONLY)`),
      );
      return attachment;
    } catch (error) {
      attachment[Symbol.dispose]();
      throw error;
    }
  }

  /** From now on this token is sent: one of them ends before a long run does. */
  async authorize(token: string): Promise<void> {
    if (token === this.#token) return;
    this.#token = token;
    try {
      await this.#connection.run(
        `CREATE OR REPLACE SECRET bq_secret_bq (TYPE bigquery, ACCESS_TOKEN ${literal(token)})`,
      );
    } catch (cause) {
      // No cause: whoever prints it would print the statement, and the token in it.
      throw authFailed({ reason: `the extension does not take the token (${this.#wordsOf(cause)}).` });
    }
  }

  /**
   * Writes the answer of one SELECT, as DuckDB spells it itself: nothing behind it is run. The extension opens files and
   * connections in this DuckDB, so nothing is locked: what a query may name its parse says.
   */
  async copy(serialized: string, copy: Omit<Copy, 'sql'>): Promise<void> {
    const spelt = await this.#connection.runAndReadAll('SELECT json_deserialize_sql($1::JSON)', [serialized]);
    const [[sql] = []] = spelt.getRows();
    await this.#told((connection) => watchedCopy(connection, { ...copy, sql: String(sql) }));
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #told(work: (connection: DuckDBConnection) => Promise<unknown>): Promise<void> {
    try {
      await work(this.#connection);
    } catch (cause) {
      throw isPlatformError(cause) ? cause : failureInWords(this.#wordsOf(cause), cause);
    }
  }

  #wordsOf(cause: unknown): string {
    const words = cause instanceof Error ? cause.message : String(cause);
    return words.replaceAll(this.#token || '\0', '[token]');
  }
}
