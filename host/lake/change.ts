import type { Column } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** A parquet file of an extract. `path` is relative to the extract folder; `part` is `''` for the only file. */
interface ExtractFile {
  readonly path: string;
  readonly part: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** A table as its source has it now. */
export interface ChangedTable {
  readonly id: string;
  readonly name: string;
  readonly files: readonly ExtractFile[];
  readonly rows: number;
  readonly sizeBytes: number;
  /** Content hash of the file, or of the list of parts. */
  readonly sha256: string;
  readonly columns: number;
  readonly schema?: readonly Column[];
  /** When the source was read, in milliseconds; absent when nobody says. */
  readonly extractedAt?: number;
  /** Who had the host write the files; absent when somebody else wrote them. */
  readonly producedBy?: string;
}

/** A table that could not be renewed; readers keep its last good data. `stale`: its source cannot be read. */
export interface FailedTable {
  readonly id: string;
  readonly name: string;
  readonly status: 'error' | 'stale';
  readonly error: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

/** A published table under the name it has now. */
export interface Renamed {
  readonly id: string;
  readonly name: string;
}

/** What one source brings. A table that is not named stays as it is. */
export interface Change {
  readonly source: { readonly id: string; readonly slug: string };
  readonly tables: readonly ChangedTable[];
  /** Tables whose source said that nothing changed, and when it said so. */
  readonly unchanged: readonly { readonly id: string; readonly extractedAt: number }[];
  /** Ids of tables that are no more. */
  readonly removed: readonly string[];
  /** Published tables that have another name now. */
  readonly renamed?: readonly Renamed[];
  readonly failed: readonly FailedTable[];
  /** Written in the transaction that makes the change visible: cursors, history. */
  readonly also?: (tx: Kysely<Tables>, publication: Publication) => Promise<void>;
  /** True when the host alone writes this extract, so that files nobody refers to may be deleted. */
  readonly collect: boolean;
}

/** What a change came to. */
export interface Publication {
  readonly generation: number;
  /** Names of tables whose view is new. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Tables of the change that were not taken. */
  readonly refused: readonly FailedTable[];
}
