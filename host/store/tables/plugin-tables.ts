import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** What plugins there are, what became of sets of them, and their settings; see docs/plugins-admin.md. */
export interface PluginTables {
  /** One row per generation. The files say which one counts; this says how each went. */
  plugin_generations: {
    generation: number;
    parent: number | null;
    status: string;
    lock: Json;
    lock_sha256: string;
    plan: Json | null;
    reason: string | null;
    created_at: Instant;
    created_by: string | null;
    approved_by: string | null;
    activated_at: MaybeInstant;
    committed_at: MaybeInstant;
  };
  /** One row per plugin: what the active generation comes to. Made anew at a start and whenever plugins are replaced. */
  plugins: {
    id: string;
    state: string;
    reason: string | null;
    since: Instant;
    /** Who can do something about it. */
    owner: string | null;
    next_action: string | null;
    active_version: string | null;
    available_version: string | null;
    trust: string;
    tree_hash: string | null;
    disabled_by: string | null;
    breaker: Json | null;
    updated_at: Instant;
  };
  /** Key: (plugin_id, generation). What going back writes into the overlay; never a second source of settings. */
  plugin_config: {
    plugin_id: string;
    generation: number;
    config_version: number;
    /** As files said it: variables are not replaced, secrets go by name. */
    config: Json;
    secret_refs: Json;
    /** What of it the overlay said: `[{path, value}]`. */
    overlay: Json;
  };
  /** Plans that administrators look at, until they expire. What was typed as a secret is never in it. */
  plugin_plans: {
    id: string;
    hash: string;
    plan: Json;
    created_at: Instant;
    expires_at: Instant;
  };
}
