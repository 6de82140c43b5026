import type { Column } from './column.ts';
import type { Secret } from './secret.ts';

export type { Column } from './column.ts';
export { AuthExpired, ConfigError, SchemaDrift, UpstreamError } from './errors.ts';

/** What a request needs beyond its address. Bodies are text; the host adds the secrets, not the plugin. */
export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the request is given up; the host caps it. */
  readonly timeoutMs?: number;
}

/** The answer to a request. `text` is decoded as UTF-8; answers above 8 MiB are refused: use `download`. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A file the host fetched straight into staging. `path` is absolute and readable by this run. */
export interface Downloaded {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly bytes: number;
}

/** The only way out of a connector: the host's broker, which knows the declared hosts and the secrets. */
export interface Http {
  fetch(url: string, request?: HttpRequest): Promise<HttpResponse>;
  download(url: string, request?: HttpRequest): Promise<Downloaded>;
}

/** What every call of a connector gets. */
export interface ConnectorContext<Config = Readonly<Record<string, unknown>>> {
  /** The settings of the source, checked against the manifest's schema. Frozen. */
  readonly config: Config;
  readonly http: Http;
  readonly log: (message: string) => void;
  /** Aborted on cancel and on the deadline. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Declared secrets by the setting that names them. Only connectors of the runtime `duckdb` get any. */
  readonly secrets?: Readonly<Record<string, Secret>>;
}

/** What a part of a table holds: a day, a month or a year of its column, or one value. */
export type PartitionGranularity = 'day' | 'month' | 'year' | 'value';

/** What becomes of the rows that are published already: they go, they stay, or they stay unless their key comes again. */
export type TableMode = 'replace' | 'append' | 'merge';

/** A registered table this run is asked for. */
export interface PlannedTable {
  readonly id: string;
  readonly name: string;
  readonly bucket?: string;
  readonly sourceTable?: string;
  readonly strategy: 'full_refresh' | 'incremental' | 'partitioned';
  /** The host's decision: all of the table is to be read, and what is not read is gone afterwards. */
  readonly fullRefresh: boolean;
  readonly primaryKey: readonly string[];
  /** Column that grows with every change: an incremental read begins behind it. */
  readonly cursorColumn?: string;
  /** Seconds before the cursor at which an incremental read begins. */
  readonly lagSeconds?: number;
  /** The only columns that are wanted; the host drops any other. */
  readonly columns?: readonly string[];
  /** As registered; what they mean is the connector's to say. */
  readonly whereFilters?: readonly unknown[];
  /** Column whose values are the parts. The host cuts the table; a connector may read along it. */
  readonly partitionBy?: string;
  readonly partitionGranularity?: PartitionGranularity;
  /** What the connector yielded as state when this table was last published. */
  readonly state?: unknown;
  /** More rows than this end the table's run as failed. Absent: no cap. */
  readonly maxRows?: number;
}

/** What `read` gets: the context and the tables it is asked for. */
export interface ReadContext<Config = Readonly<Record<string, unknown>>> extends ConnectorContext<Config> {
  readonly tables: readonly PlannedTable[];
  /** Where a connector of the runtime `duckdb` leaves `extract.duckdb` and `data/`; absolute. */
  readonly staging?: string;
}

/** How the host parses a file that a connector names. */
export interface FileFormat {
  readonly kind: 'csv' | 'json' | 'ndjson' | 'parquet';
  /** Options of the csv reader: delimiter, header, quote, escape, nullstr, skip, encoding, sample_size. */
  readonly csv?: Readonly<Record<string, string | number | boolean>>;
  /** Column → type, overriding what is inferred. */
  readonly types?: Readonly<Record<string, string>>;
  /** No inference: every column is VARCHAR. */
  readonly allText?: boolean;
}

/**
 * What `read` yields. A table is either rows (after its `columns`) or files, never both.
 *
 * - `mode` comes before the data. Absent: `merge` by primary key where the plan has no `fullRefresh`, else `replace`.
 * - `columns` names the columns of the rows that follow; types are those of `columnTypes`.
 * - `rows` are plain objects; BIGINT beyond 2^53, DECIMAL and HUGEINT as text, times as ISO text, BLOB as base64.
 * - `file` is a whole file, in staging (`http.download`) or below a location granted by the manifest. Its `part`
 *   replaces the published part of that name, and one without rows goes.
 * - `deletes` holds the keys of rows that are gone; it needs `merge`, and is applied after the rows of this read.
 * - `state` is kept only if the data before it is published. It ends its table, which then survives a run that
 *   fails later; yield it once. Its `cursor` is shown to people, as `_meta.cursor_value`.
 * - `unchanged` keeps the published table as it is; `failed` gives one table up, the others go on.
 */
export type ReadMessage =
  | { readonly type: 'mode'; readonly table: string; readonly mode: TableMode }
  | { readonly type: 'columns'; readonly table: string; readonly columns: readonly Column[] }
  | {
      readonly type: 'rows';
      readonly table: string;
      readonly rows: readonly Readonly<Record<string, unknown>>[];
    }
  | {
      readonly type: 'file';
      readonly table: string;
      readonly path: string;
      readonly format: FileFormat;
      readonly part?: string;
    }
  | {
      readonly type: 'deletes';
      readonly table: string;
      readonly rows: readonly Readonly<Record<string, unknown>>[];
    }
  | { readonly type: 'state'; readonly table: string; readonly state: unknown; readonly cursor?: string }
  | { readonly type: 'unchanged'; readonly table: string }
  | { readonly type: 'failed'; readonly table: string; readonly error: unknown }
  | { readonly type: 'progress'; readonly done: number; readonly total?: number; readonly message?: string };

/** A table the source offers. */
export interface DiscoveredTable {
  /** Proposed name, a strict identifier. */
  readonly name: string;
  readonly bucket?: string;
  readonly sourceTable: string;
  readonly description?: string;
  readonly rows?: number;
  readonly sizeBytes?: number;
}

/** A source of data. Runs in a confined child process; see docs/plugins.md. */
export interface Connector<Config = Readonly<Record<string, unknown>>> {
  /** Resolves when the source answers; throws `ConfigError`, `AuthExpired` or `UpstreamError`. */
  check(context: ConnectorContext<Config>): Promise<void>;
  /** Lists what could be registered. */
  discover(context: ConnectorContext<Config>): AsyncIterable<DiscoveredTable>;
  /** Reads the planned tables. What it throws ends every table that is not finished. */
  read(context: ReadContext<Config>): AsyncIterable<ReadMessage>;
}

/** Declares a connector; the default export of the entry that the manifest names. */
export const defineConnector = <Config = Readonly<Record<string, unknown>>>(
  connector: Connector<Config>,
): Connector<Config> => connector;
