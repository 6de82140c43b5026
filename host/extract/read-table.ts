import type { TableMode } from '@agnes/sdk';
import type { InputFile } from './input-file.ts';
import type { PlannedRead } from './plan-source.ts';

/** A table the connector has found as it was, and what it wants to be told next time. */
export interface KeptTable extends PlannedRead {
  readonly state?: unknown;
  /** Which of several ways read it. */
  readonly driver?: string;
}

/** A table the connector has read. */
export interface ReadTable extends KeptTable {
  readonly mode: TableMode;
  readonly files: readonly InputFile[];
  readonly deletes?: InputFile;
  readonly gone?: readonly string[];
  readonly cursor?: string;
  /** Folder of the extract in which its files are to be found. */
  readonly extract?: string;
}
