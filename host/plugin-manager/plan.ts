import type { Conformance } from '../kernel/conformance.ts';
import type { LockEntry } from '../kernel/generation-lock.ts';
import type { Slice } from '../settings/overlay-file.ts';
import type { StoredPackage } from './packages.ts';
import type { BreakingNote, ConfigChange } from './resolve/difference.ts';
import type { WantedSource } from './wanted-source.ts';

/** One plugin that is to be there in another version. */
export interface WantedInstall {
  /** May be left out where a source says it. */
  readonly id?: string;
  /** A version or a range of them. */
  readonly version?: string;
  readonly channel?: 'stable' | 'beta';
  /** Absent: one of the versions that were installed before. */
  readonly source?: WantedSource;
  /** In place of a source: it lies in the store already. */
  readonly package?: StoredPackage;
  /** True: stays at this version until it is pinned no longer. */
  readonly pin?: boolean;
  /** Only these sources are read with it, beside the version for all others. */
  readonly sources?: readonly string[];
}

/** What an administrator wants to be another. */
export interface Asked {
  readonly install: readonly WantedInstall[];
  readonly remove: readonly string[];
  /** Capabilities by plugin; all that it asks for where nothing is said. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** By plugin, by source: the version it is read with, whatever the others are; null: the one for all again. */
  readonly pinSources: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Settings by plugin: what is to be another; `null` takes a value back. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A source that is read with another version. */
export interface SourceMove {
  readonly source: string;
  /** Null: what ships with the host, or nothing. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What a version may do that the other may not; by the names that are approved. */
export interface PowerDiff {
  readonly added: readonly { readonly name: string; readonly why: string }[];
  readonly removed: readonly string[];
  /** The same power for another reason. */
  readonly reworded: readonly { readonly name: string; readonly was: string; readonly why: string }[];
}

/** What would happen to one plugin. */
export interface PlannedAction {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  /** What the author says of the versions in between. */
  readonly changelog: string;
  readonly breaking: readonly BreakingNote[];
  readonly powers: PowerDiff;
  readonly config: readonly ConfigChange[];
  readonly connectors: readonly string[];
  /** What the kit says of the new version. */
  readonly conformance?: Conformance;
  /** Absent: it is for all sources that have no version of their own. */
  readonly sources?: readonly string[];
  readonly moves: readonly SourceMove[];
}

/** Something that keeps a plan from being applied. */
export interface Problem {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

/** What was worked out. Nothing has changed yet. */
export interface Plan {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: Date;
  readonly base: number;
  readonly plugins: readonly LockEntry[];
  readonly actions: readonly PlannedAction[];
  readonly problems: readonly Problem[];
  /** What the overlay is to say, secrets by name. */
  readonly overlay: readonly Slice[];
  /** Names of the secrets that were typed: whoever has the plan has them in memory, or the plan is over. */
  readonly secretNames: readonly string[];
  /** What going back would cost, by plugin, in plain words. */
  readonly prices: Readonly<Record<string, string>>;
}

/** One thing asked for: what it comes to, or what stands in its way. */
export type Step =
  | { readonly action: PlannedAction; readonly entry?: LockEntry }
  | { readonly problem: Problem };

/** A set of plugins to be, in place of the current one. */
export interface Wanted {
  /** The generation that it was made from; 0 when there was none. */
  readonly base: number;
  readonly plugins: readonly LockEntry[];
  readonly reason: string;
  readonly by: string;
  /** What is to be said in the overlay, secrets by name. */
  readonly overlay?: readonly Slice[];
}
