import type { Column, FileFormat } from '@agnes/sdk';

/** Rows a connector yielded, as the child runner wrote them: NDJSON with declared columns. */
export interface RowsFormat {
  readonly kind: 'rows';
  readonly columns: readonly Column[];
}

/** A file to be taken in, and how to parse it. `path` is absolute. */
export interface InputFile {
  readonly path: string;
  readonly format: FileFormat | RowsFormat;
}

/** What the engine may use, in megabytes and threads. */
export interface EngineLimits {
  readonly memoryMb: number;
  readonly threads: number;
}

/** A table whose files are to be turned into one parquet file. */
export interface TableInput {
  readonly id: string;
  readonly name: string;
  readonly files: readonly InputFile[];
  readonly primaryKey: readonly string[];
}

/** Parses, types, checks and hashes tables into the scratch folder. Nothing is published. */
export interface StageRequest {
  readonly command: 'stage';
  /** Private folder of this run, absolute and real; the parquet files are written here. */
  readonly scratch: string;
  /** Folders, absolute and real, under which inputs may lie. */
  readonly allowedPaths: readonly string[];
  readonly tables: readonly TableInput[];
  readonly limits: EngineLimits;
  readonly crashAt?: string;
}

/** Why one table is not published. */
export interface TableError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly remedy: string;
}

/** A checked parquet file in the scratch folder. */
export interface StagedFile {
  readonly path: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
  readonly columns: readonly Column[];
}

/** What became of one table of a `stage` request. */
export type TableStaged =
  | { readonly id: string; readonly name: string; readonly status: 'staged'; readonly file: StagedFile }
  | { readonly id: string; readonly name: string; readonly status: 'failed'; readonly error: TableError };

/** One file of a published table. `path` is relative to the extract folder, `part` is `''` for the only one. */
export interface ExtractFile {
  readonly path: string;
  readonly part: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** A row of `_meta`, checked. Times are milliseconds since 1970, UTC. */
export interface ExtractTable {
  readonly name: string;
  readonly description?: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly extractedAt?: number;
  readonly producedBy?: string;
  readonly runId?: string;
  readonly tableId?: string;
  readonly sha256: string;
  readonly files: readonly ExtractFile[];
  readonly keyColumns: readonly string[];
}

/** A staged table that may be published. */
export interface Approved {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly primaryKey: readonly string[];
  readonly extractedAt: number;
  readonly producedBy: string;
  readonly file: StagedFile;
}

/** Replaces the extract by its last published rows plus the approved tables. */
export interface PublishRequest {
  readonly command: 'publish';
  /** Absolute and real. */
  readonly extractDir: string;
  readonly runId: string;
  readonly tables: readonly Approved[];
  /** Ids of the registered tables of this source: rows of any other table leave the extract. */
  readonly registered: readonly string[];
  /** Rows to start from when the published `extract.duckdb` cannot be read. */
  readonly lastGood: readonly ExtractTable[];
  readonly limits: EngineLimits;
  readonly crashAt?: string;
}

/** What became of one approved table. */
export interface TablePublished {
  readonly id: string;
  readonly outcome: 'published' | 'unchanged';
  readonly table: ExtractTable;
}
