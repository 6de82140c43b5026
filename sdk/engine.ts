import type { Column } from './column.ts';
import type { ConnectorContext } from './connector.ts';

/** A table that stays where it is. */
export interface RemoteTable {
  readonly id: string;
  readonly name: string;
  readonly bucket?: string;
  readonly sourceTable: string;
}

/** A value a column is compared with; times as ISO text. */
export type RemoteValue = string | number | boolean | null;

/**
 * A condition on the values as the engine yields them; all of a list have to hold. No row that meets them may be left
 * out. A row that does not may come along, unless `aggregates` or `limit` are asked for: those count what meets them.
 */
export type RemoteFilter =
  | {
      readonly column: string;
      readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'like';
      readonly value: Exclude<RemoteValue, null>;
    }
  | {
      readonly column: string;
      readonly operator: 'in';
      readonly values: readonly Exclude<RemoteValue, null>[];
    }
  | { readonly column: string; readonly operator: 'is null' | 'is not null' };

/**
 * One figure over the rows of a group; `column` is absent for `count` of rows. Sums of whole numbers are whole numbers,
 * those of decimals are exact. Texts are equal when their bytes are.
 */
export interface RemoteAggregate {
  readonly function: 'count' | 'count_distinct' | 'sum' | 'min' | 'max' | 'avg';
  readonly column?: string;
  /** Name of the column in the answer. */
  readonly as: string;
}

/** What is wanted of one table: the columns, of the rows that the filters leave, or figures of groups of them. */
export interface RemoteScan {
  readonly kind: 'scan';
  readonly table: RemoteTable;
  /** Columns of the answer, in this order; with `aggregates`, those the rows are grouped by. */
  readonly columns: readonly string[];
  readonly filters: readonly RemoteFilter[];
  readonly aggregates?: readonly RemoteAggregate[];
  /** Rows at most, where any rows will do. */
  readonly limit?: number;
  /**
   * One more condition that has to hold, in the dialect that the manifest names: a boolean expression over the columns,
   * written by the host from a tree that it has checked. Only engines with a `dialect` get one.
   */
  readonly condition?: string;
}

/** A statement in the dialect of the source, as an administrator wrote it. */
export interface RemoteSql {
  readonly kind: 'sql';
  readonly sql: string;
}

/** What a remote engine can be asked. */
export type RemoteStatement = RemoteScan | RemoteSql;

/** What the source says of a table, without reading it. */
export interface RemoteDescription {
  readonly kind: 'table' | 'view' | 'other';
  readonly columns: readonly Column[];
  readonly rows?: number;
  readonly sizeBytes?: number;
  /** Columns of which the source says that they are never null. */
  readonly required?: readonly string[];
  /** Column by which the source keeps the rows in parts. */
  readonly partitionedBy?: string;
  /** Columns by which the source keeps the rows in order. */
  readonly clusteredBy?: readonly string[];
}

/** What a statement would cost. */
export interface RemoteEstimate {
  readonly bytes: number;
  /** Rows the answer is expected to have, where the source can tell. */
  readonly rows?: number;
  /** The statement as the source would get it; its values stand beside it. Shown to whoever asks. */
  readonly statement?: string;
  /** Tables the source says that the statement reads. */
  readonly tables: readonly { readonly project?: string; readonly bucket?: string; readonly table: string }[];
}

/** Bounds of one statement; the engine holds the source to them, too, where it can. */
export interface RemoteLimits {
  /** Bytes the source may read; absent: no cap. */
  readonly maxBytes?: number;
  readonly timeoutMs: number;
  /** For the books of the source: who asks, and for what. Lower-case words. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What an engine yields while it runs a statement: `columns` first, `billed` once it is known. */
export type RemoteMessage =
  | { readonly type: 'columns'; readonly columns: readonly Column[] }
  | { readonly type: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly type: 'billed'; readonly bytes: number };

/** Answers questions about tables that stay where they are. Lives in a child process that is kept for a while. */
export interface RemoteEngine<Config = Readonly<Record<string, unknown>>> {
  describe(context: ConnectorContext<Config>, table: RemoteTable): Promise<RemoteDescription>;
  /** What the statement would cost, asked without running it. Throws when the source cannot say. */
  estimate(context: ConnectorContext<Config>, statement: RemoteStatement): Promise<RemoteEstimate>;
  /** `context.signal` ends the statement at the source, too. */
  run(
    context: ConnectorContext<Config>,
    statement: RemoteStatement,
    limits: RemoteLimits,
  ): AsyncIterable<RemoteMessage>;
}

/** Declares a remote engine; the default export of the entry that `engine` of the connector names. */
export const defineEngine = <Config = Readonly<Record<string, unknown>>>(
  engine: RemoteEngine<Config>,
): RemoteEngine<Config> => engine;
