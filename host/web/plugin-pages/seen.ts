import type { FormOrder } from '../schema-form/parts.ts';

/** A plugin as the API tells of it. */
export interface PluginSeen {
  readonly id: string;
  readonly display_name: string;
  readonly version: string | null;
  readonly available: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly since: string;
  readonly next_action: string | null;
  readonly trust: string;
  readonly confinement: { readonly level: string; readonly note: string } | null;
  readonly contributes: Readonly<Record<string, readonly string[]>>;
  readonly source: {
    readonly marketplace: string | null;
    readonly url: string | null;
    readonly path: string;
    readonly commit: string | null;
  };
  readonly grants: readonly string[] | null;
  readonly tree_hash: string | null;
  readonly last_error: { readonly code: string; readonly message: string; readonly at: string } | null;
}

/** A generation as the API tells of it. */
export interface GenerationSeen {
  readonly generation: number;
  readonly parent: number | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly reason: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly plugins: readonly {
    readonly id: string;
    readonly version: string;
    readonly enabled: boolean;
    readonly grants: readonly string[];
  }[];
}

/** All of both. */
export interface PluginList {
  readonly generation: number | null;
  readonly plugins: readonly PluginSeen[];
  readonly generations: readonly GenerationSeen[];
}

/** How often a capability was used, where the host counts. */
interface CapabilityUse {
  readonly capability: string;
  readonly granted: boolean;
  readonly used_count: number;
  readonly refused_count: number;
  readonly last_used_at: string | null;
}

/** Failures that are alike; which fields there are depends on what the host has written down. */
interface GroupedError {
  readonly code?: string;
  readonly message: string;
  readonly class?: string;
  readonly status_source?: string;
  readonly during?: string;
  readonly version?: string;
  readonly frames?: readonly string[];
  readonly count: number;
  readonly first_at?: string;
  readonly last_at: string;
}

/** What the conformance kit has found. */
export interface Conformance {
  /** Null: a rule of the lowest level is broken. */
  readonly level: string | null;
  readonly at: string;
  readonly host_version: string;
  readonly results: readonly {
    readonly level: string;
    readonly rule: string;
    readonly status: string;
    readonly message: string;
  }[];
}

/** One plugin with all that is told of it; what the host does not tell is not there. */
export interface PluginDetail extends PluginSeen {
  readonly manifest: Readonly<Record<string, unknown>> | null;
  readonly config: Readonly<Record<string, unknown>>;
  readonly config_schema: Readonly<Record<string, unknown>> | null;
  readonly config_ui?: FormOrder | null;
  readonly config_version?: number | null;
  readonly config_sources?: Readonly<Record<string, string>> | null;
  readonly capabilities: readonly {
    readonly name: string;
    readonly why: string;
    readonly granted: boolean;
  }[];
  readonly capability_use?: readonly CapabilityUse[] | null;
  readonly tables: readonly string[];
  readonly conformance: Conformance | null;
  readonly errors: readonly GroupedError[];
  readonly versions: readonly {
    readonly version: string;
    readonly tree_hash: string | null;
    readonly generation: number;
    readonly status: string;
    readonly outcome: string | null;
  }[];
}

/** A hook and who listens. */
export interface TappedHook {
  readonly name: string;
  readonly kind: string;
  readonly stability: string;
  readonly timeout_ms: number;
  readonly on_error: string;
  readonly doc: string;
  readonly taps: readonly {
    readonly plugin: string;
    readonly version: string;
    readonly mode: string;
    readonly calls: number;
    readonly failures: number;
    readonly breaker: string;
    readonly p95_ms?: number | null;
  }[];
}

/** A plan as the API tells it. */
export interface PlanSeen {
  readonly plan_id: string;
  readonly plan_hash: string;
  readonly base_generation: number;
  readonly expires_at: string;
  readonly actions: readonly PlannedSeen[];
  readonly problems: readonly { readonly id: string; readonly code: string; readonly message: string }[];
  readonly needs_second_admin: boolean;
}

/** What a plan would do to one plugin. */
export interface PlannedSeen {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly changelog: string;
  readonly breaking: readonly {
    readonly version: string;
    readonly message: string;
    readonly guide?: string;
  }[];
  readonly capability_diff: {
    readonly added: readonly { readonly name: string; readonly why: string }[];
    readonly removed: readonly string[];
    readonly reworded: readonly { readonly name: string; readonly was: string; readonly why: string }[];
  };
  readonly config_diff: readonly {
    readonly pointer: string;
    readonly from?: unknown;
    readonly to?: unknown;
    readonly masked: boolean;
  }[];
  readonly tables: readonly string[];
  readonly users: number;
  readonly rollback: string;
  readonly conformance?: Conformance | null;
}
