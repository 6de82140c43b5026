import { isPlatformError } from '@agnes/sdk/errors';
import { type DuckDBConnection, type DuckDBResultReader, ResultReturnType } from '@duckdb/node-api';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { readOnlyHandle, statementFailed, storageFull, transactionAborted } from '../errors.ts';
import { bound, rowsOf } from './duckdb-values.ts';
import type { Engine } from './engine.ts';

/** One connection for one unit of work. Remembers a failed statement, so that nothing after it is committed. */
export class Lease implements DatabaseConnection {
  readonly #engine: Engine;
  readonly #connection: DuckDBConnection;
  readonly #access: 'read' | 'write';
  #failure: unknown;
  #spoiled = false;

  private constructor(engine: Engine, connection: DuckDBConnection, access: 'read' | 'write') {
    this.#engine = engine;
    this.#connection = connection;
    this.#access = access;
  }

  static async take(engine: Engine, access: 'read' | 'write'): Promise<Lease> {
    return new Lease(engine, await engine.lend(), access);
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { kind } = query.query;
    if (this.#access === 'read' && kind !== 'SelectQueryNode') throw readOnlyHandle({ statement: kind });
    return resultOf<Row>(await this.#run(query.sql, query.parameters));
  }

  /** The store's answers are small: the whole answer is one piece. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }

  async begin(): Promise<void> {
    this.#failure = undefined;
    await this.#run('BEGIN TRANSACTION', []);
  }

  /** The engine answers OK to the COMMIT of an aborted transaction and stores nothing, so it is not asked. */
  async commit(): Promise<void> {
    if (this.#failure !== undefined) throw transactionAborted({}, { cause: this.#failure });
    await this.#run('COMMIT', []);
  }

  async rollback(): Promise<void> {
    // The error that led here is the one to tell; closing the connection rolls back as well.
    await this.#run('ROLLBACK', []).catch(() => {
      this.#spoiled = true;
    });
  }

  end(): void {
    if (this.#spoiled) this.#engine.discard(this.#connection);
    else this.#engine.giveBack(this.#connection);
  }

  async #run(sql: string, parameters: readonly unknown[]): Promise<DuckDBResultReader> {
    try {
      const values = parameters.map(bound);
      // Without parameters the engine takes the text as it is, which is faster than preparing it.
      if (values.length === 0) return await this.#connection.runAndReadAll(sql);
      return await this.#connection.runAndReadAll(
        sql,
        values.map(({ value }) => value),
        values.map(({ type }) => type),
      );
    } catch (cause) {
      this.#failure = cause;
      throw this.#told(cause);
    }
  }

  #told(cause: unknown): unknown {
    if (isPlatformError(cause)) return cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (reason.includes('has been invalidated') || reason.includes('FATAL')) this.#engine.fail();
    return isFull(reason) ? storageFull({}, { cause }) : statementFailed({ reason }, { cause });
  }
}

const resultOf = <Row>(reader: DuckDBResultReader): QueryResult<Row> => {
  if (reader.returnType !== ResultReturnType.QUERY_RESULT) {
    return { rows: [], numAffectedRows: BigInt(reader.rowsChanged) };
  }
  const rows = rowsOf(reader);
  // The query builder knows the row type from the statement it compiled; the engine cannot.
  return { rows: rows as Row[], numAffectedRows: BigInt(rows.length) };
};

const isFull = (reason: string): boolean =>
  /No space left on device|File too large|Disk quota exceeded/.test(reason);
