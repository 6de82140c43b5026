import type { Column } from './column.ts';
import type { ReadMessage } from './read-message.ts';
import type { Secret } from './secret.ts';

export type { Column } from './column.ts';
export {
  AccessDenied,
  AuthExpired,
  BudgetExceeded,
  ConfigError,
  DriverUnfit,
  ExtensionUnavailable,
  NotFound,
  PipeClosed,
  RateLimited,
  SchemaDrift,
  TimedOut,
  UpstreamError,
} from './errors.ts';

export type { FileFormat, ReadMessage, TableMode } from './read-message.ts';

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
  /** Slug of the source that is asked. Absent: a job of a plugin, which is of no source. */
  readonly source?: string;
  readonly http: Http;
  readonly log: (message: string) => void;
  /** Aborted on cancel and on the deadline. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Declared secrets by the setting that names them; for the runtime `duckdb` and for `capabilities.sockets`. */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /** Absolute path of the folder this source keeps from run to run; for manifests that declare `capabilities.state`. */
  readonly kept?: string;
  /** Absolute path of the folder that DuckDB's extensions lie in, for the runtime `duckdb` (`loadExtension`). */
  readonly extensionFolder?: string;
}

/** What a part of a table holds: a day, a month or a year of its column, or one value. */
export type PartitionGranularity = 'day' | 'month' | 'year' | 'value';

/** A registered table this run is asked for. */
export interface PlannedTable {
  readonly id: string;
  readonly name: string;
  readonly bucket?: string;
  readonly sourceTable?: string;
  /** `materialized`: what `sourceQuery` says is read. Absent: `local`. */
  readonly queryMode?: 'local' | 'materialized';
  /** In the dialect of the source; present exactly for `materialized`. */
  readonly sourceQuery?: string;
  readonly strategy: 'full_refresh' | 'incremental' | 'partitioned';
  /** The host's decision: all of the table is to be read, and what is not read is gone afterwards. */
  readonly fullRefresh: boolean;
  readonly primaryKey: readonly string[];
  /** True: beside what has changed the keys of all rows are wanted (`keys`), so that rows which are gone go here, too. */
  readonly compareKeys?: boolean;
  /** Column that grows with every change: an incremental read begins behind it. */
  readonly cursorColumn?: string;
  /** Seconds before the cursor at which an incremental read begins. */
  readonly lagSeconds?: number;
  /** How far before a cursor that counts an incremental read begins; then there is no `lagSeconds`. */
  readonly lagCount?: number;
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
  /**
   * Absolute path of a pipe, for connectors with `capabilities.sockets`. What is written into it is taken in meanwhile
   * and lies on no disk. It is named by a `file` of csv with declared columns, then opened for writing without being
   * made, and is all of the table; a value that does not fit ends the table. At most four are open at a time.
   */
  readonly pipe?: string;
  /** What is to become of a value that does not fit its column, where the connector tells; absent: `evolve`. */
  readonly onTypeError?: 'evolve' | 'freeze' | 'discard';
}

/** A pushed event that was verified and stored, and is not worked off yet. */
export interface Delivery {
  /** Unique for the source. */
  readonly id: string;
  /** Word of the event, as the manifest says where it is. */
  readonly event: string;
  /** What it is about, as the manifest says where it is. */
  readonly target?: string;
  /** The body; JSON, as it came. */
  readonly payload: unknown;
  /** Milliseconds UTC. */
  readonly receivedAt: number;
}

/** What `read` gets: the context and the tables it is asked for. */
export interface ReadContext<Config = Readonly<Record<string, unknown>>> extends ConnectorContext<Config> {
  readonly tables: readonly PlannedTable[];
  /** For `mode: push`: what came in since, oldest first. They count as done once this read is published. */
  readonly deliveries?: readonly Delivery[];
  /** The only folder that may be written; absolute. The runtime `duckdb` leaves `extract.duckdb` and `data/` in it. */
  readonly staging?: string;
}

/** A table the source offers. */
export interface DiscoveredTable {
  /** Proposed name, a strict identifier. */
  readonly name: string;
  readonly bucket?: string;
  readonly sourceTable: string;
  readonly description?: string;
  readonly rows?: number;
  readonly sizeBytes?: number;
  readonly kind?: 'table' | 'view' | 'other';
  readonly columns?: readonly Column[];
  readonly primaryKey?: readonly string[];
  /** Id of the table at the source, where that is another word than bucket and table. */
  readonly upstreamId?: string;
  readonly bucketName?: string;
  /** When its rows were changed last, ISO text. */
  readonly lastChange?: string;
  /** When it was loaded last, ISO text. */
  readonly lastImport?: string;
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
