import type { Column } from '../column.ts';
import type {
  Delivery,
  DiscoveredTable,
  Downloaded,
  FileFormat,
  HttpRequest,
  HttpResponse,
  PlannedTable,
  TableMode,
} from '../connector.ts';
import type { ErrorKind } from '../errors.ts';
import type { CatalogEnrichment, JobDone } from '../job.ts';
import type { Failure } from './failure.ts';
import type { SocketGrant } from './guarded-lookup.ts';

/** Major of the conversation on descriptor 3. One JSON value per line, at most 8 MiB each way. */
export const protocol = 1;

/** Characters of JSON that the result of a job may have: it is stored with the job and shown to people. */
export const longestResult = 256 * 1024;

/** What one child is started for. */
export type Command = 'check' | 'discover' | 'read' | 'job';

/** The one task of a child, sent after its `hello`. */
export interface RunOrder {
  readonly type: 'run';
  readonly command: Command;
  /** Absolute path of the file whose default export is the connector. */
  readonly entry: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Slug of the source. Absent for a job that is of none. */
  readonly source?: string;
  readonly tables: readonly PlannedTable[];
  /** Absolute; the only folder the child may write. */
  readonly staging: string;
  readonly maxOutputBytes: number;
  /** Declared secrets by the setting that names them; for the runtime `duckdb` and for plugins with `sockets`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Absolute; the folder this source keeps. For plugins with `capabilities.state`. */
  readonly kept?: string;
  /** Absolute; where DuckDB's extensions lie. For the runtime `duckdb`. */
  readonly extensionFolder?: string;
  /** Where it may connect by itself. For plugins with `sockets`. */
  readonly sockets?: SocketGrant;
  /** For `read` of a pushed source. */
  readonly deliveries?: readonly DeliveryFile[];
  /** For `job`. */
  readonly job?: JobTask;
}

/** What a job gets beside what connectors get. */
export interface JobTask {
  readonly params: Readonly<Record<string, unknown>>;
  /** Absolute paths of folders it may write, by name. */
  readonly folders: Readonly<Record<string, string>>;
  /** Absolute path of a file with every table as JSON. For plugins with `capabilities.catalog`. */
  readonly catalog?: string;
}

/** A pushed event whose payload the child reads by itself. */
export interface DeliveryFile extends Omit<Delivery, 'payload'> {
  /** Absolute, and readable by this run. */
  readonly path: string;
}

/** Why a request was not carried, as the error the plugin catches. */
interface HttpFailure {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
}

/** The answer to a request, by the number the child gave it. */
export type HttpAnswer =
  | { readonly type: 'http'; readonly id: number; readonly response: HttpResponse | Downloaded }
  | { readonly type: 'http'; readonly id: number; readonly error: HttpFailure };

/** From the host to the child. `cancel` asks it to end; five seconds later it is made to. */
export type ToChild = RunOrder | HttpAnswer | { readonly type: 'cancel' };

/** A request the child wants carried. Ids are positive and used once. */
export interface HttpCall {
  readonly type: 'http';
  readonly id: number;
  readonly call: 'fetch' | 'download';
  readonly url: string;
  readonly request: HttpRequest;
}

/** Rows of one table, written by the child as one JSON object per line. */
export interface RowsMessage {
  readonly type: 'rows';
  readonly table: string;
  readonly path: string;
  readonly columns: readonly Column[];
  readonly rows: number;
}

/** Keys of rows that are gone, written by the child like rows. */
export interface DeletesMessage extends Omit<RowsMessage, 'type'> {
  readonly type: 'deletes';
}

/**
 * From the child to the host. `hello` is first; `done` or `error` is last. A job says `result` once before `done`, and
 * `enriched` as often as it likes before that.
 *
 * Per table: at most one `mode`, then `rows` or any number of `file` and `gone`, and at most one `deletes` or `keys`; or `unchanged`; then
 * at most one `state`, which ends the table; or `failed`, which ends it too. What a table had before its end counts only if the run ends with `done`.
 */
export type FromChild =
  | { readonly type: 'hello'; readonly proto: number; readonly sdk: string; readonly pid: number }
  | { readonly type: 'heartbeat' }
  | HttpCall
  | RowsMessage
  | DeletesMessage
  | { readonly type: 'mode'; readonly table: string; readonly mode: TableMode }
  | {
      readonly type: 'file';
      readonly table: string;
      readonly path: string;
      readonly format: FileFormat;
      readonly part?: string;
    }
  | { readonly type: 'keys'; readonly table: string; readonly path: string; readonly format: FileFormat }
  | { readonly type: 'state'; readonly table: string; readonly state: unknown; readonly cursor?: string }
  | { readonly type: 'gone'; readonly table: string; readonly part: string }
  | { readonly type: 'unchanged'; readonly table: string }
  | { readonly type: 'notice'; readonly table?: string; readonly code: string; readonly message: string }
  | { readonly type: 'failed'; readonly table: string; readonly error: Failure }
  | { readonly type: 'progress'; readonly done: number; readonly total?: number; readonly message?: string }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'discovered'; readonly table: DiscoveredTable }
  | { readonly type: 'enriched'; readonly tables: readonly CatalogEnrichment[] }
  | { readonly type: 'result'; readonly done: Omit<JobDone, 'enrichments'> }
  | { readonly type: 'done' }
  | { readonly type: 'error'; readonly error: Failure };
