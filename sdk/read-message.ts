import type { Column } from './column.ts';

/** What becomes of the rows that are published already: they go, they stay, or they stay unless their key comes again. */
export type TableMode = 'replace' | 'append' | 'merge';

/** How the host parses a file that a connector names. */
export interface FileFormat {
  readonly kind: 'csv' | 'json' | 'ndjson' | 'parquet';
  /**
   * Columns in the order of the file, instead of a header and of any inference. For `csv`: BLOB as base64, lists as
   * JSON; a row may have 8 MiB. A file without a line is a table without rows.
   */
  readonly columns?: readonly Column[];
  /**
   * How NULL and an empty text are told apart where columns are declared.
   * - `text` (absent): every value was written as text. An empty field of a text column is an empty text, of any other
   *   column NULL, with or without quotes; text columns never hold NULL.
   * - `copy`: as `COPY … (FORMAT csv)` of PostgreSQL writes it. An empty field without quotes is NULL, `""` is an empty
   *   text; the values have the types that are declared.
   */
  readonly dialect?: 'text' | 'copy';
  /** Text inputs may be packed; absent: by the ending of the path. */
  readonly compression?: 'none' | 'gzip' | 'zstd';
  /** Options of the csv reader: delimiter, header, quote, escape, nullstr, new_line, skip, encoding, sample_size. */
  readonly csv?: Readonly<Record<string, string | number | boolean>>;
  /** Column → type, overriding what is inferred. */
  readonly types?: Readonly<Record<string, string>>;
  /** No inference: every column is VARCHAR. */
  readonly allText?: boolean;
  /** A column more, with the same text in every row of the file, such as its name. */
  readonly label?: { readonly column: string; readonly value: string };
  /** True: files of this format must have the same columns; absent, a column may be missing in some. */
  readonly sameColumns?: boolean;
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
 * - `keys` is a file with the keys of all rows there are; it needs `merge`, and whatever is published under no key of
 *   them goes. It answers `compareKeys` of the plan, and stands in place of `deletes`.
 * - `gone` takes away the part of that name; it needs `append`.
 * - `state` is kept only if the data before it is published. It ends its table, which then survives a run that
 *   fails later; yield it once. Its `cursor` is shown to people, as `_meta.cursor_value`.
 * - `notice` is something people should know of a table, or of the whole source; shown until a run does without it.
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
  | { readonly type: 'keys'; readonly table: string; readonly path: string; readonly format: FileFormat }
  | { readonly type: 'state'; readonly table: string; readonly state: unknown; readonly cursor?: string }
  | { readonly type: 'gone'; readonly table: string; readonly part: string }
  | { readonly type: 'unchanged'; readonly table: string }
  | { readonly type: 'notice'; readonly table?: string; readonly code: string; readonly message: string }
  | { readonly type: 'failed'; readonly table: string; readonly error: unknown }
  | { readonly type: 'progress'; readonly done: number; readonly total?: number; readonly message?: string };
