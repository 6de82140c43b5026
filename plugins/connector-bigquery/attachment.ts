import { loadExtension } from '@agnes/sdk/extract';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { badRequest, forbidden } from './errors.ts';
import type { Projects } from './settings.ts';

/** What it takes to attach a project. */
export interface Attaching {
  readonly projects: Projects;
  readonly token: string;
  /** Folder that extensions lie in, or are installed into. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** DuckDB in memory, with the tables of a project attached as `bq`. */
export class Attachment implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #token: string;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, token: string) {
    this.#instance = instance;
    this.#connection = connection;
    this.#token = token;
  }

  /** Loads the extension and attaches; every job is paid by the billing project. */
  static async open({ projects, token, folder, signal }: Attaching): Promise<Attachment> {
    const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
    const attachment = new Attachment(instance, await instance.connect(), token);
    signal.addEventListener('abort', () => attachment.#connection.interrupt(), { once: true });
    try {
      await loadExtension(attachment.#connection, { name: 'bigquery', from: 'community', folder });
      const path = `project=${projects.data} billing_project=${projects.billing}`;
      await attachment.run(
        `CREATE OR REPLACE SECRET bq_secret_bq (TYPE bigquery, ACCESS_TOKEN ${literal(token)})`,
      );
      await attachment.run(`ATTACH ${literal(path)} AS bq (TYPE bigquery, READ_ONLY)`);
      return attachment;
    } catch (error) {
      attachment[Symbol.dispose]();
      throw error;
    }
  }

  async run(sql: string): Promise<void> {
    try {
      await this.#connection.run(sql);
    } catch (cause) {
      throw this.#failureOf(cause);
    }
  }

  /** Writes the answer of one SELECT, as DuckDB spells it itself: nothing behind it is run. */
  async copy(serialized: string, path: string): Promise<void> {
    const spelt = await this.#connection.runAndReadAll('SELECT json_deserialize_sql($1::JSON)', [serialized]);
    const [[sql] = []] = spelt.getRows();
    await this.run(`COPY (${String(sql)}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  #wordsOf(cause: unknown): string {
    return (cause instanceof Error ? cause.message : String(cause)).replaceAll(this.#token, '[token]');
  }

  /** The extension tells its errors as text, and no more than this can be read out of it. */
  #failureOf(cause: unknown): unknown {
    const reason = this.#wordsOf(cause);
    if (/\b403\b|forbidden/i.test(reason)) return forbidden({ reason }, { cause });
    if (/\b400\b|bad request/i.test(reason)) return badRequest({ reason }, { cause });
    return cause;
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
