import type { Instant, Json } from './column-types.ts';

/** What plugins do; see docs/plugins-admin.md. */
export interface PluginLedgerTables {
  /** Calls of taps, the last of them, without secrets. */
  hook_calls: {
    id: string;
    occurred_at: Instant;
    plugin_id: string;
    version: string;
    tree_hash: string | null;
    generation: number | null;
    hook: string;
    /** Which of the taps its plugin has of this hook, from 0. */
    tap: number;
    outcome: string;
    status_source: string | null;
    error_code: string | null;
    message: string | null;
    fingerprint: string | null;
    args_digest: string | null;
    args: Json | null;
    /** False: something of the arguments is left out, so the call cannot be made again. */
    is_whole: boolean;
    result: Json | null;
    duration_ms: number;
    /** Calls of the same tap before this one that were counted and not kept. */
    left_out: number;
  };
  /** Failures that are the same one, together. */
  plugin_errors: {
    fingerprint: string;
    plugin_id: string;
    version: string;
    class: string;
    code: string;
    message: string;
    status_source: string;
    during: string;
    frames: Json;
    count: number;
    first_at: Instant;
    last_at: Instant;
  };
  /** How often a plugin used what, by day. */
  capability_use: {
    plugin_id: string;
    capability: string;
    /** `YYYY-MM-DD`, UTC. */
    day: string;
    used: number;
    refused: number;
    last_used_at: Instant;
  };
  /** Which code brought what readers see of a table. */
  table_producers: {
    table_id: string;
    plugin_id: string;
    version: string;
    tree_hash: string | null;
    generation: number | null;
    run_id: string;
    produced_at: Instant;
  };
}
