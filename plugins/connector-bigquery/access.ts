import type { Column } from '@agnes/sdk/connector';
import type { Field } from './column-types.ts';
import type { Statement } from './statement.ts';

/** Where a table lies, in the data project. */
export interface TableRef {
  readonly dataset: string;
  readonly table: string;
}

/** A table in a list. */
export interface ListedTable {
  readonly table: string;
  /** TABLE, VIEW, EXTERNAL, MATERIALIZED_VIEW, SNAPSHOT, or what is yet to come. */
  readonly type: string;
}

/** What BigQuery says of one table. */
export interface TableFacts {
  readonly type: string;
  readonly fields: readonly Field[];
  readonly rows?: number;
  readonly sizeBytes?: number;
  /** Column by whose values its rows lie together. */
  readonly partitionedBy?: string;
  readonly clusteredBy: readonly string[];
}

/** What a statement would read, by a run that reads nothing. */
export interface DryRun {
  readonly bytes: number;
  readonly tables: readonly {
    readonly project: string;
    readonly dataset: string;
    readonly table: string;
  }[];
}

/** One page of an answer. */
export interface Batch {
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Bytes that were billed for the whole statement. */
  readonly billed?: number;
}

/** Bounds of one job. */
export interface JobLimits {
  /** BigQuery itself fails what would bill more; absent: no cap. */
  readonly maxBytesBilled?: number;
  readonly timeoutMs: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Ends the job at BigQuery, too. */
  readonly signal: AbortSignal;
}

/** Everything that is ever asked of BigQuery. */
export interface BigQueryAccess {
  datasets(): AsyncIterable<string>;
  tables(dataset: string): AsyncIterable<ListedTable>;
  table(ref: TableRef): Promise<TableFacts>;
  /** Throws unless the statement is one SELECT that can be estimated. */
  dryRun(statement: Statement): Promise<DryRun>;
  query(statement: Statement, limits: JobLimits): AsyncIterable<Batch>;
  /** The rows of a table as they lie, without a job; views have none. */
  readTable(ref: TableRef, columns: readonly string[] | undefined): AsyncIterable<Batch>;
  /** The least that can be asked. */
  ping(signal: AbortSignal): Promise<void>;
}
