import type { PlatformError } from '@agnes/sdk';
import type { Published } from '../../lake/table-state.ts';
import type { Estimated } from '../engines/landed-need.ts';

/** A table at a source as a plan has it: what is asked of the source, and what that would cost. */
export interface RemoteOutlook extends Omit<Estimated, 'bytes'> {
  /** Absent where the source cannot say. */
  readonly bytes?: number;
  /** Bytes that one statement may read of the source; absent: no cap. */
  readonly capBytes?: number;
  /** What its source asks for that, in US dollars; absent where nobody knows. */
  readonly costUsd?: number;
}

/** How a statement would be carried out. */
export interface QueryPlan {
  readonly queryId: string;
  readonly generation: number;
  readonly locals: readonly Pick<Published, 'id' | 'name' | 'rows' | 'sizeBytes'>[];
  readonly remotes: readonly RemoteOutlook[];
  /** Why it would not be run, as a run says it. */
  readonly refusals: readonly PlatformError[];
  /** What is run here once everything is. */
  readonly finish: { readonly statement: string; readonly operators: string };
}
