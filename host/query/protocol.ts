import type { Column, RemoteAggregate, RemoteFilter } from '@agnes/sdk';
import type { QueryScope, TablePlace } from './scope.ts';

/** The forms an answer can take. */
export const queryFormats = ['json', 'csv', 'ndjson', 'parquet', 'arrow'] as const;

/** One of `queryFormats`. `json` is the rows alone, one array per line, each after a comma. */
export type QueryFormat = (typeof queryFormats)[number];

/** A value bound to a parameter. Dates, decimals and integers beyond 2^53 come as text. */
export type ParamValue = string | number | boolean | null;

/** Values for `?` and `$1` (array) or `$name` (object). */
export type QueryParams = readonly ParamValue[] | Readonly<Record<string, ParamValue>>;

/** How a worker is set up; its only argument, as JSON. */
export interface WorkerSettings {
  /** Absolute path of the FIFO it writes answers to. */
  readonly fifo: string;
  readonly threads: number;
  /** DuckDB's `memory_limit` in MiB, for each sandbox. */
  readonly memoryMb: number;
  /** True: for what takes long. It gives way to other processes, and says how far it is. */
  readonly heavy?: boolean;
}

/** A statement for a worker. The scope is named only; the worker asks for it when it has no such sandbox. */
export interface WorkerQuery {
  readonly type: 'query';
  readonly id: string;
  readonly scope: string;
  readonly sql: string;
  readonly params: QueryParams;
  readonly limit: number;
  readonly format: QueryFormat;
  readonly csvRaw: boolean;
  /** What is run in place of the statement, which only says how the columns are called and typed. Takes no values. */
  readonly inPlace?: string;
  /** True: nothing is run; the answer is one row with the plan. */
  readonly isPlan?: boolean;
  /** Bytes of an Arrow answer at most. */
  readonly maxBytes?: number;
}

/** A table at a source that a statement names. */
export interface RemoteUse {
  /** As the statement writes it; ASCII case makes no difference. */
  readonly place: TablePlace;
  readonly columns: readonly Column[];
}

/** What of a table at a source a statement needs. */
export interface RemoteNeed {
  readonly place: TablePlace;
  /** In the order of the table; none: its rows are not needed, only its columns. */
  readonly columns: readonly string[];
  readonly filters: readonly RemoteFilter[];
  readonly aggregates?: readonly RemoteAggregate[];
  /** With `aggregates`: what DuckDB would type the columns of the answer, in their order. */
  readonly types?: readonly Column[];
  readonly limit?: number;
  /** What the source is to apply beside the filters, in its own dialect. */
  readonly condition?: string;
}

/** How a statement over tables at sources is carried out. */
export interface RemotePlan {
  readonly needs: readonly RemoteNeed[];
  /** Where the one need is for figures: the statement over them, in `figuresName`. */
  readonly inPlace?: string;
}

/** The table of the figures that a source has computed. */
export const figuresName = '__figures';

/** A question about a statement that reads no table. */
export type WorkerQuestion =
  | { readonly type: 'names'; readonly id: string; readonly sql: string }
  | { readonly type: 'parse'; readonly id: string; readonly sql: string }
  | {
      readonly type: 'plan';
      readonly id: string;
      readonly sql: string;
      readonly params: QueryParams;
      /** Rows of the answer at most. */
      readonly limit: number;
      readonly remotes: readonly RemoteUse[];
    };

/** The answer to a question. */
export type WorkerReply =
  | { readonly type: 'named'; readonly id: string; readonly places: readonly TablePlace[] }
  | { readonly type: 'planned'; readonly id: string; readonly plan: RemotePlan }
  /** What `json_serialize_sql` says. */
  | { readonly type: 'parsed'; readonly id: string; readonly tree: string };

/** Host to worker. */
export type ToWorker =
  | WorkerQuery
  | WorkerQuestion
  | { readonly type: 'scope'; readonly scope: QueryScope }
  /** The reading end of the FIFO is open; nothing is written before. */
  | { readonly type: 'pipe'; readonly id: string }
  | { readonly type: 'cancel'; readonly id: string };

/** What is known of an answer before its first byte. */
export interface AnswerHead {
  readonly columns: readonly string[];
  /** DuckDB type names. */
  readonly types: readonly string[];
  /** Tables the statement names, in the spelling of the statement. */
  readonly tables: readonly string[];
  /** True when the same data gives the same answer. */
  readonly isRepeatable: boolean;
}

/** What is known of an answer after its last byte. */
export interface AnswerEnd {
  readonly rows: number;
  /** True when the statement had more rows than the limit. */
  readonly truncated: boolean;
}

/** Why a worker did not answer. `subject` is the table or function meant. */
export interface WorkerFailure {
  readonly code:
    | 'not_a_select'
    | 'statement_too_long'
    | 'table_not_available'
    | 'table_unreadable'
    | 'function_not_allowed'
    | 'memory_limit'
    | 'query_failed'
    | 'interrupted'
    | 'data_unavailable';
  readonly message: string;
  readonly subject?: string;
  readonly hint?: string;
}

/** Worker to host. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'scope-wanted'; readonly id: string }
  | WorkerReply
  /** How far a statement is, in percent; of heavy workers only. */
  | { readonly type: 'progress'; readonly id: string; readonly percent: number }
  /** The bytes will come through the FIFO. */
  | ({ readonly type: 'started'; readonly id: string } & AnswerHead)
  /** A small answer as a whole. */
  | ({ readonly type: 'answered'; readonly id: string; readonly text: string } & AnswerHead & AnswerEnd)
  | ({ readonly type: 'done'; readonly id: string } & AnswerEnd)
  | { readonly type: 'failed'; readonly id: string; readonly failure: WorkerFailure };

/** True for the answer to a question. */
export const isReply = (message: FromWorker): message is WorkerReply =>
  message.type === 'named' || message.type === 'parsed' || message.type === 'planned';
