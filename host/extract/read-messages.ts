import type { Column } from '@agnes/sdk';
import type { EngineLimits, ExtractTable } from './take-in-messages.ts';

/** How much of somebody else's extract is worked through before it is refused. */
export interface ReadBounds {
  /** Rows of `_meta`. */
  readonly metaRows: number;
  /** Bytes of the files of one table, as they are or as the host writes them. */
  readonly tableBytes: number;
  /** Rows of a native table. */
  readonly nativeRows: number;
  /** Longest work on one row of `_meta`. */
  readonly rowMs: number;
  /** Longest work on the extract as a whole. */
  readonly wholeMs: number;
}

/** Opens an extract that may have been written by anybody, and checks it row by row. */
export interface ReadRequest {
  readonly command: 'read';
  readonly extractDir: string;
  readonly limits: EngineLimits;
  readonly bounds: ReadBounds;
  /** Rows that ended an earlier process, by name in lower case, and how. */
  readonly culprits: Readonly<Record<string, Omit<Refused, 'name'>>>;
  readonly crashAt?: string;
}

/** A row of `_meta` that is not taken in. */
export interface Refused {
  readonly name: string;
  readonly code: string;
  readonly why: string;
}

/** A `remote` row of `_meta`, and what its view selects from: the SQL was parsed, never run. */
export interface RemoteRead {
  readonly name: string;
  readonly description?: string;
  readonly tableId?: string;
  readonly alias: string;
  readonly bucket: string;
  readonly sourceTable: string;
}

/** A row of `_remote_attach` as it stands there. Nothing in it has been believed yet. */
export interface AttachRow {
  readonly alias: string;
  readonly extension: string;
  readonly url: string;
  /** Name of the variable that holds the token; empty: none. */
  readonly tokenEnv: string;
}

/** What an extract holds. `unreadable` is never the same as holding nothing. */
export type ExtractRead =
  | { readonly state: 'absent' }
  /** `gaveUp`: the same file would take as much work to come to the same. */
  | { readonly state: 'unreadable'; readonly why: string; readonly gaveUp?: true }
  | ExtractContent;

/** The checked rows of an extract. */
export interface ExtractContent {
  readonly state: 'read';
  readonly tables: readonly TableRead[];
  readonly refused: readonly Refused[];
  readonly remote: readonly RemoteRead[];
  readonly attaches: readonly AttachRow[];
}

/** A table of an extract whose files were opened, counted and hashed. */
export interface TableRead extends ExtractTable {
  readonly columns: readonly Column[];
  /** True for a table inside `extract.duckdb` that the host wrote to parquet. */
  readonly isNative?: true;
}

/** What became of one row of `_meta`. */
export type RowRead =
  | { readonly kind: 'table'; readonly table: TableRead }
  | { readonly kind: 'remote'; readonly remote: RemoteRead }
  | { readonly kind: 'refused'; readonly refused: Refused };

/** The last word about an extract; its rows were told one by one. */
export type ExtractEnd =
  | Exclude<ExtractRead, ExtractContent>
  | { readonly state: 'read'; readonly attaches: readonly AttachRow[] };
