import type { Column, MeasuredColumn, TableMode } from '@agnes/sdk';
import type { InputFile, Partition } from './input-file.ts';
import type { Producer } from './producer.ts';
import type { SchemaChange, SchemaPolicy } from './schema-change.ts';

/** What the engine may use, in megabytes and threads. */
export interface EngineLimits {
  readonly memoryMb: number;
  readonly threads: number;
}

/** The published version of a table. Paths are relative to the extract folder. */
export interface BaseTable {
  readonly parts: readonly ExtractFile[];
  /** Absent: the files say. */
  readonly columns?: readonly Column[];
}

/** A table whose files are to be turned into checked parquet files. */
export interface TableInput {
  readonly id: string;
  readonly name: string;
  readonly files: readonly InputFile[];
  readonly primaryKey: readonly string[];
  /** What becomes of the base; absent: it is replaced. */
  readonly mode?: TableMode;
  /** Keys of rows that are gone, or of all that stay; only where the table is merged. */
  readonly deletes?: InputFile;
  /** Parts that are gone, as their source calls them; only where the table is appended to. */
  readonly gone?: readonly string[];
  /** Of rows with one key the last by this column counts, else the last that arrived. */
  readonly cursorColumn?: string;
  /** True: several rows with one key are versions of one row, and the last one counts. */
  readonly lastWins?: boolean;
  /** The only columns that are taken. */
  readonly columns?: readonly string[];
  readonly partition?: Partition;
  readonly base?: BaseTable;
  /** True: what was read is all there is; of the base only the columns count. */
  readonly standsAlone?: boolean;
  /** Absent: `evolve`. */
  readonly onSchemaChange?: SchemaPolicy;
  /** Absent: `freeze`. */
  readonly onTypeError?: SchemaPolicy;
  /** True: somebody has accepted that the columns are others now. */
  readonly acceptSchema?: boolean;
  /** Columns whose figures are wanted. */
  readonly measure?: readonly string[];
}

/** Parses, types, checks and hashes tables into the scratch folder. Nothing is published. */
export interface StageRequest {
  readonly command: 'stage';
  /** Private folder of this run, absolute and real; the parquet files are written here. */
  readonly scratch: string;
  /** Folders, absolute and real, under which inputs may lie. */
  readonly allowedPaths: readonly string[];
  /** Where the bases lie, absolute and real; absent: no table has one. */
  readonly extractDir?: string;
  readonly tables: readonly TableInput[];
  readonly limits: EngineLimits;
  readonly crashAt?: string;
}

/** Why one table is not published. */
export interface TableError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Seconds the source wants to be left alone. */
  readonly retryAfter?: number;
  readonly remedy: string;
}

/** A checked parquet file: a new one in the scratch folder, absolute, or a kept one, relative to the extract folder. */
export interface StagedPart extends ExtractFile {
  readonly kept: boolean;
}

/** A table as it would be published. */
export interface StagedData {
  readonly parts: readonly StagedPart[];
  readonly rows: number;
  readonly sizeBytes: number;
  /** Of the one file, else of the list of parts. */
  readonly sha256: string;
  readonly columns: readonly Column[];
  readonly schemaChange?: SchemaChange;
  /** Values that did not fit and became null, by column. */
  readonly nulled?: Readonly<Record<string, number>>;
  readonly measured?: Readonly<Record<string, MeasuredColumn>>;
}

/** What became of one table of a `stage` request. */
export type TableStaged = { readonly id: string; readonly name: string } & (
  | { readonly status: 'staged'; readonly data: StagedData }
  | { readonly status: 'failed'; readonly error: TableError; readonly schemaChange?: SchemaChange }
);

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
  readonly treeHash?: string;
  readonly pluginGeneration?: number;
  readonly runId?: string;
  readonly tableId?: string;
  readonly sha256: string;
  readonly files: readonly ExtractFile[];
  readonly keyColumns: readonly string[];
  readonly cursor?: string;
}

/** A staged table that may be published. */
export interface Approved extends Producer {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly primaryKey: readonly string[];
  readonly extractedAt: number;
  /** How far the connector has come, for people. */
  readonly cursor?: string;
  readonly data: StagedData;
}

/** A table as the registry has it. */
export interface RegisteredTable {
  readonly id: string;
  readonly name: string;
  /** True for the answer of a query. */
  readonly isMaterialized?: boolean;
}

/** A registered table that stays at its source. */
export interface RemoteRow extends RegisteredTable, Producer {
  readonly description?: string;
}

/** Replaces the extract by its last published rows plus the approved tables. */
export interface PublishRequest {
  readonly command: 'publish';
  /** Absolute and real. */
  readonly extractDir: string;
  readonly runId: string;
  readonly tables: readonly Approved[];
  /** The registered tables of this source under their names of now: rows of any other table leave the extract. */
  readonly registered: readonly RegisteredTable[];
  /** Those of them that stay at the source: a row without an object. */
  readonly remote?: readonly RemoteRow[];
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
