/** A view to be made over parquet files. `rows` is what the files must hold. */
export interface ViewDraft {
  readonly name: string;
  /** Absolute and real. */
  readonly files: readonly string[];
  readonly rows: number;
}

/** Builds the file of a generation beside the one readers use. */
export interface BuildRequest {
  /** File of the generation to start from; absent: from nothing. */
  readonly base?: string;
  /** File of the new generation. */
  readonly target: string;
  /** Where its copy for people is prepared. */
  readonly copy: string;
  /** Where the builder works: it keeps this file open, and nobody else looks at it. */
  readonly work: string;
  /** Folder of all extracts, absolute and real: nothing else is read. */
  readonly extracts: string;
  readonly put: readonly ViewDraft[];
  readonly drop: readonly string[];
  /** Names of the views that are neither put nor dropped. */
  readonly kept: readonly string[];
  readonly memoryMb: number;
  readonly crashAt?: string;
}

/** A view that is left as it was, because its files are not what they should be. */
export interface ViewFault {
  readonly name: string;
  readonly why: string;
}

/** What the builder says at the end. */
export type BuildAnswer =
  | { readonly type: 'built'; readonly faults: readonly ViewFault[] }
  | { readonly type: 'failed'; readonly why: string };
