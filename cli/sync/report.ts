import type { Fault } from './arrive.ts';
import type { BroughtRules } from './rules-step.ts';
import type { SyncState } from './state.ts';

/** A table in a report. */
interface Told {
  readonly id: string;
  readonly name: string;
}

/** What a sync did. */
export interface SyncReport {
  readonly downloaded: readonly (Told & { readonly bytes: number })[];
  readonly unchanged: number;
  readonly skipped: readonly (Told & { readonly reason: string })[];
  readonly removed: readonly (Told & { readonly reason: string })[];
  readonly errors: readonly Fault[];
  /** Names of views that the user's own tables or views stand in the way of. */
  readonly taken: readonly string[];
  /** Names of snapshots that are called like a synced table, which has the view. */
  readonly shadowed: readonly string[];
  readonly viewsDeferred: boolean;
  readonly bytes: number;
  /** Absent when they did not come. */
  readonly rules: BroughtRules | undefined;
}

/** The report when the manifest has not changed. */
export const nothingToDo = ({ tables }: SyncState, rules: BroughtRules | undefined): SyncReport => ({
  downloaded: [],
  unchanged: tables.size,
  skipped: [],
  removed: [],
  errors: [],
  taken: [],
  shadowed: [],
  viewsDeferred: false,
  bytes: 0,
  rules,
});
