/** Joins the parts of a table into one file. */
export interface SingleRequest {
  /** Absolute and real. */
  readonly files: readonly string[];
  readonly rows: number;
  /** Folder of the file to be; absolute. */
  readonly folder: string;
  /** Name of the file, before its hash. */
  readonly name: string;
  /** Folder of all extracts: nothing else is read. */
  readonly extracts: string;
  readonly memoryMb: number;
}

/** The finished file. */
export interface SingleFile {
  readonly fileName: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** What the joiner says at the end. */
export type SingleAnswer =
  | { readonly type: 'joined'; readonly file: SingleFile }
  | { readonly type: 'failed'; readonly why: string };
