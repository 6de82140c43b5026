import type { Column, FileFormat, PartitionGranularity } from '@agnes/sdk';

/** Rows a connector yielded, as the child runner wrote them: NDJSON with declared columns. */
export interface RowsFormat {
  readonly kind: 'rows';
  readonly columns: readonly Column[];
}

/** A file to be taken in, and how to parse it. `path` is absolute. */
export interface InputFile {
  readonly path: string;
  readonly format: FileFormat | RowsFormat;
  /** The part of the table that the file is; absent: the host decides. */
  readonly part?: string;
  /** True: it is a pipe that is being written, and can be read once. Its columns are declared. */
  readonly pipe?: boolean;
  /** True: it holds the keys of all rows there are, and what is published under no key of them goes. */
  readonly stays?: boolean;
}

/** How a table is cut into parts. Absent granularity: months of a time, else single values. */
export interface Partition {
  readonly column: string;
  readonly granularity?: PartitionGranularity;
}
