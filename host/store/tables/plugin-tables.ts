import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** What became of sets of plugins; see docs/plugins-admin.md. */
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
}
