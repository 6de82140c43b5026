import type { Column } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { ExtractFile } from './take-in-messages.ts';

/** A published table, as far as runs care. */
export interface PublishedTable {
  readonly id: string;
  readonly name: string;
  readonly sourceSlug: string;
  readonly parts: readonly (Omit<ExtractFile, 'path'> & { readonly relativePath: string })[];
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Its columns, where somebody has said. */
  readonly schema?: readonly Column[];
  readonly lastSync?: Date;
  readonly producedBy?: string;
}

/** A table that could not be renewed. */
export interface FailedTable {
  readonly id: string;
  readonly name: string;
  readonly status: 'error' | 'stale';
  readonly error: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

/** What a publication came to. */
export interface Publication {
  readonly generation: number;
  /** Names of tables whose view is new. */
  readonly changed: readonly string[];
  readonly refused: readonly FailedTable[];
}

/** What one source brings. */
export interface SourceChange {
  readonly source: { readonly id: string; readonly slug: string };
  readonly tables: readonly {
    readonly id: string;
    readonly name: string;
    readonly files: readonly ExtractFile[];
    readonly rows: number;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly columns: number;
    readonly schema?: readonly Column[];
    readonly extractedAt?: number;
    readonly producedBy?: string;
  }[];
  readonly unchanged: readonly { readonly id: string; readonly extractedAt: number }[];
  readonly removed: readonly string[];
  readonly failed: readonly FailedTable[];
  /** Written in the transaction that makes the change visible. */
  readonly also: (tx: Kysely<Tables>, publication: Publication) => Promise<void>;
  /** True when the host alone writes this extract, so that files nobody refers to may be deleted. */
  readonly collect: boolean;
}

/** Where taken-in data becomes visible to readers: the lake, seen from here. */
export interface LakeDoor {
  /** What readers see now, by table id. */
  current(): { readonly tables: ReadonlyMap<string, unknown> };
  /** All tables with data, also those whose files cannot be read any more. */
  published(): readonly PublishedTable[];
  /** How the last attempt of a table went; nothing when there was none. */
  state?(tableId: string): { readonly error?: { readonly code: string } } | undefined;
  publish(change: SourceChange): Promise<Publication>;
}
