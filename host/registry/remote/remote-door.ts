import type { PlatformError, RemoteDescription } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import type { Source } from '../source.ts';
import type { Table } from '../table.ts';

/** What a source says of a table that stays there, or why it says nothing; `what` is whose fault that is. */
export type RemoteAnswer =
  | { readonly description: RemoteDescription }
  | { readonly error: PlatformError; readonly what: string };

/** Why a table at a source cannot be shown. */
export interface RemoteFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** What became of showing a table that stays at its source. */
export type RemoteShown =
  | { readonly status: 'ok' }
  /** It takes longer: the job goes on. */
  | { readonly status: 'accepted'; readonly jobId: string }
  | { readonly status: 'rebuild_failed'; readonly errors: readonly RemoteFault[] };

/** What asks sources about tables that stay there. */
export interface RemoteDoor {
  /** True for a table whose source can be asked where it is. */
  isAsked(table: Table): Promise<boolean>;
  describe(table: Table, source: Source, signal: AbortSignal): Promise<RemoteAnswer>;
  /** Has its source describe a table that was registered, and waits for a few seconds. */
  show(table: Table, intent: Intent): Promise<RemoteShown>;
}
