import { setTimeout as wait } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue, StatementType } from '@duckdb/node-api';
import { rowsCutShort } from './errors.ts';
import type { Params } from './params.ts';
import { bare, inTextForm } from './text-form.ts';

const againMs = 100;
const pausesMs = [300, 1000, 3000];
const readable: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];

/** Rows with the names and types of their columns. */
export interface Rows {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** True when there were more rows than asked for. */
  readonly truncated: boolean;
}

/** How rows are read. */
interface Reading {
  readonly limit: number;
  /** Values for `$name`. */
  readonly params?: Params;
}

/** How a database is opened. */
export interface Opening {
  readonly mode: 'READ_ONLY' | 'READ_WRITE';
  readonly interrupted: AbortSignal;
}

/** The analytics database of a workspace; the only door to DuckDB. */
export class LocalDatabase implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #interrupted: AbortSignal;
  readonly #interrupt: () => void;
  #again: NodeJS.Timeout | undefined;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, interrupted: AbortSignal) {
    this.#instance = instance;
    this.#connection = connection;
    this.#interrupted = interrupted;
    // Again and again: what is about to begin does not hear the first one.
    this.#interrupt = () => {
      connection.interrupt();
      this.#again = setInterval(() => connection.interrupt(), againMs);
    };
    if (interrupted.aborted) this.#interrupt();
    else interrupted.addEventListener('abort', this.#interrupt);
  }

  /** Opens a file; while another process holds it, a few times more. */
  static async open(path: string, { mode, interrupted }: Opening): Promise<LocalDatabase> {
    const instance = await opened(path, { mode, interrupted });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new LocalDatabase(instance, connection, interrupted);
  }

  /** Runs a statement that answers nothing. */
  async run(sql: string, values: readonly DuckDBValue[] = []): Promise<void> {
    await this.#connection.run(sql, [...values]);
  }

  /** All rows of a small result. */
  async all(sql: string, values: readonly DuckDBValue[] = []): Promise<readonly (readonly DuckDBValue[])[]> {
    return (await this.#connection.runAndReadAll(sql, [...values])).getRows();
  }

  /** At most `limit` rows; the rest is never computed where that can be helped. */
  async read(sql: string, { limit, params = {} }: Reading): Promise<Rows> {
    const { columns, types } = await this.#columnsOf(sql, params);
    const wrapped = inTextForm(sql, types, limit + 1);
    // Some statements, EXPLAIN among them, cannot stand inside another; they answer text anyway.
    const form = (await this.#isValid(wrapped)) ? wrapped : sql;
    const rows = await this.#streamed(form, { limit: limit + 1, params });
    return {
      columns,
      types,
      rows: rows.slice(0, limit).map((row) => row.map(plainValue)),
      truncated: rows.length > limit,
    };
  }

  /** True when the text is one statement that only reads; a mistake in it is thrown. */
  async isReading(sql: string): Promise<boolean> {
    const statements = await this.#connection.extractStatements(sql);
    if (statements.count !== 1) return false;
    const statement = await statements.prepare(0);
    const { statementType } = statement;
    statement.destroySync();
    return readable.includes(statementType);
  }

  async #columnsOf(sql: string, params: Params): Promise<Pick<Rows, 'columns' | 'types'>> {
    const statement = await this.#connection.prepare(sql);
    // What depends on a value has a type only once the value is there; no row is computed for it.
    const shape =
      statement.parameterCount + Object.keys(params).length > 0
        ? await this.#connection.run(`SELECT * FROM (\n${bare(sql)}\n) LIMIT 0`, { ...params })
        : statement;
    const at = [...Array(shape.columnCount).keys()];
    const columns = at.map((index) => shape.columnName(index));
    const types = at.map((index) => String(shape.columnType(index)));
    statement.destroySync();
    return { columns, types };
  }

  /** DuckDB's client ends a stream that failed as it ends a whole one; the transaction around it knows. */
  async #streamed(
    sql: string,
    { limit, params = {} }: Reading,
  ): Promise<readonly (readonly DuckDBValue[])[]> {
    const connection = this.#connection;
    await connection.run('BEGIN');
    const reader = await connection.streamAndReadUntil(sql, limit, { ...params });
    const rows = reader.getRows();
    const failed = rows.length < limit && (await isAborted(connection));
    await connection.run('ROLLBACK');
    if (!failed) return rows;
    if (this.#interrupted.aborted) throw this.#interrupted.reason;
    // Computed once more, by a statement whose errors are told.
    await connection.run(`SELECT max(hash(q)) FROM (\n${sql}\n) AS q`, { ...params });
    throw rowsCutShort({});
  }

  async #isValid(sql: string): Promise<boolean> {
    return this.isReading(sql).catch(() => false);
  }

  [Symbol.dispose](): void {
    this.#interrupted.removeEventListener('abort', this.#interrupt);
    clearInterval(this.#again);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** True for the failure to open a file that another process holds. */
export const isLocked = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Could not set lock');

/** Text as a literal of SQL. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const isAborted = (connection: DuckDBConnection): Promise<boolean> =>
  connection.run('SELECT 1').then(
    () => false,
    () => true,
  );

const opened = async (path: string, { mode, interrupted }: Opening): Promise<DuckDBInstance> => {
  for (const pause of pausesMs) {
    try {
      return await create(path, mode);
    } catch (error) {
      if (!isLocked(error)) throw error;
      await wait(pause, undefined, { signal: interrupted });
    }
  }
  return create(path, mode);
};

const create = (path: string, mode: string): Promise<DuckDBInstance> =>
  DuckDBInstance.create(path, { access_mode: mode, autoinstall_known_extensions: 'false' });

/** The value in a form that JSON has; whole numbers stay exact. */
const plainValue = (value: DuckDBValue): unknown => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  return String(value);
};
