import type { LockEntry } from './generation-lock.ts';

/** `discovered`: found and not loaded. `degraded`: not called for a while. `tripped`: not called until a restart. */
export type PluginStateName =
  | 'active'
  | 'degraded'
  | 'tripped'
  | 'disabled'
  | 'incompatible'
  | 'failed'
  | 'quarantined'
  | 'missing'
  | 'discovered';

/** How a plugin is doing, for people: why, since when (milliseconds UTC) and what to do. */
export interface Standing {
  readonly state: PluginStateName;
  readonly since: number;
  readonly reason?: string;
  readonly nextAction?: string;
  readonly lastError?: PluginFailure;
}

/** The latest failure of a plugin that is called. */
export interface PluginFailure {
  readonly code: string;
  readonly message: string;
  /** Milliseconds UTC. */
  readonly at: number;
}

/** Ids of what a plugin brings, and the hooks it taps. */
export interface Contributed {
  readonly connectors: readonly string[];
  readonly authProviders: readonly string[];
  readonly resourceTypes: readonly string[];
  readonly services: readonly string[];
  readonly hooks: readonly string[];
  readonly jobs: readonly string[];
  readonly webhooks: readonly string[];
  readonly llmRouters: readonly string[];
}

/** How far the code of a plugin is kept from the rest of the machine, and what that means in plain words. */
export interface Confinement {
  readonly level: 'confined' | 'seat_belt' | 'trusted';
  readonly note: string;
}

/** A plugin as administrators see it. */
export interface PluginState extends Standing {
  /** `publisher/slug`; where the manifest cannot be read, `origin/folder`. */
  readonly id: string;
  readonly displayName: string;
  /** Absent where the manifest cannot be read. */
  readonly version?: string;
  readonly origin: 'bundled' | 'local';
  /** Folder, below the host's or the data folder. */
  readonly path: string;
  readonly contributes: Contributed;
  /** What the generation says of it. Absent: it is none that was installed. */
  readonly lock?: LockEntry;
  /** Absent where the manifest cannot be read. */
  readonly confinement?: Confinement;
}

/** A fault that people must see until it is over. */
export interface PluginCondition {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly why: string;
  readonly remedy: string;
}

/** Where conditions are kept. */
export interface ConditionSink {
  raise(condition: PluginCondition): Promise<void>;
  clear(subjectType: string, subjectId: string, code?: string): Promise<void>;
  open(): Promise<readonly Pick<PluginCondition, 'subjectType' | 'subjectId' | 'code'>[]>;
}
