import type { Column, FileFormat } from '@agnes/sdk';

/** Rows the child wrote as NDJSON, with exactly these columns. */
interface RowsFormat {
  readonly kind: 'rows';
  readonly columns: readonly Column[];
}

/** A file to take in: in staging, or below a folder the run could read. */
export interface StagedFile {
  readonly path: string;
  readonly format: FileFormat | RowsFormat;
  /** The part of the table that the file is. */
  readonly part?: string;
  /** True: it holds the keys of all rows there are, and not of those that are gone. */
  readonly stays?: boolean;
}
