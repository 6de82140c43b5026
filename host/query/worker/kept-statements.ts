import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { ParamValue, QueryParams } from '../protocol.ts';
import { KeptMap } from './kept-map.ts';
import { valuesOf } from './params.ts';
import type { ResultColumn } from './result-sql.ts';

/** What is known of a statement that has passed the gate. */
export interface Verdict {
  /** One SELECT that can be put into parentheses. */
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  readonly tables: readonly string[];
  /** Rows it limits itself to, if it says so. */
  readonly ownLimit: number | undefined;
  /** True when the same data gives the same answer. */
  readonly isRepeatable: boolean;
}

const mostVerdicts = 200;
const mostPrepared = 50;
/** Longer texts are not worth their room. */
const longest = 16 * 1024;

/**
 * What a sandbox remembers of statements it has answered: a text that has passed passes again, since the tables of a
 * sandbox never change, and what was prepared is run again as it is.
 */
export class KeptStatements implements Disposable {
  readonly #connection: DuckDBConnection;
  readonly #verdicts = new KeptMap<Verdict>(mostVerdicts);
  readonly #prepared = new KeptMap<DuckDBPreparedStatement>(mostPrepared, (one) => one.destroySync());

  /** The connection is its own from now on. */
  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** The verdict on this text, where it is known. With values there is none: names and types may depend on them. */
  verdict(sql: string, params: QueryParams): Verdict | undefined {
    return isBare(params) ? this.#verdicts.get(sql) : undefined;
  }

  keep(sql: string, params: QueryParams, verdict: Verdict): void {
    if (isBare(params) && sql.length <= longest) this.#verdicts.set(sql, verdict);
  }

  /** How many are ready to be run. */
  get prepared(): number {
    return this.#prepared.size;
  }

  /** Runs a statement to its end. What fails is prepared anew next time. */
  async run(sql: string, params: QueryParams): Promise<DuckDBMaterializedResult> {
    if (sql.length > longest) return this.#runOnce(sql, params);
    const key = keyOf(sql, params);
    const prepared = this.#prepared.get(key) ?? (await this.#prepare(key, sql));
    try {
      prepared.bind(valuesOf(params));
      return await prepared.run();
    } catch (error) {
      this.#prepared.delete(key);
      throw error;
    }
  }

  async #runOnce(sql: string, params: QueryParams): Promise<DuckDBMaterializedResult> {
    return await this.#connection.run(sql, valuesOf(params));
  }

  async #prepare(key: string, sql: string): Promise<DuckDBPreparedStatement> {
    const prepared = await this.#connection.prepare(sql);
    this.#prepared.set(key, prepared);
    return prepared;
  }

  /** Stops what it runs. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  [Symbol.dispose](): void {
    this.#prepared.clear();
    this.#connection.closeSync();
  }
}

const isBare = (params: QueryParams): boolean => Object.keys(params).length === 0;

/** Types of results may depend on those of the values. */
const keyOf = (sql: string, params: QueryParams): string => {
  const types = Object.entries(params).map(([name, value]) => `${name} ${typeOf(value)}`);
  return `${types.join(' ')}\n${sql}`;
};

/** The types that the client gives to values. */
const typeOf = (value: ParamValue): string => {
  if (value === null) return 'NULL';
  if (!Number.isInteger(value)) return typeof value;
  return Math.abs(Number(value)) < 2 ** 31 ? 'INTEGER' : 'BIGINT';
};
