import type { Instant, Json } from './column-types.ts';

/** Named connections and the tables that come from them. */
export interface RegistryTables {
  sources: {
    id: string;
    slug: string;
    connector: string;
    source_type: string;
    title: string;
    config: Json;
    config_version: number;
    secret_refs: Json;
    is_default: boolean;
    enabled: boolean;
    created_at: Instant;
    created_by: string | null;
    updated_at: Instant;
  };
  source_state: {
    source_id: string;
    stream: string;
    state: Json;
    state_version: number;
    run_id: string;
    committed_at: Instant;
    /** For a table: how it was read when it was last read whole, and when. Null: the next run reads it whole. */
    refresh: Json | null;
  };
  table_registry: {
    id: string;
    name: string;
    name_key: string;
    source_id: string | null;
    source_type: string | null;
    bucket: string | null;
    source_table: string | null;
    source_query: string | null;
    sync_strategy: string;
    query_mode: string;
    sync_schedule: string | null;
    profile_after_sync: boolean;
    primary_key: Json | null;
    options: Json | null;
    distribution: string;
    folder: string | null;
    description: string | null;
    registered_by: string | null;
    registered_at: Instant;
    updated_at: Instant;
  };
  view_ownership: {
    view_name: string;
    source_id: string;
    table_id: string;
    registered_at: Instant;
  };
}
