import type { Instant, Json } from './column-types.ts';

/** What is known about tables beyond their data, and who wants them. */
export interface CatalogTables {
  table_profiles: {
    table_id: string;
    version: string;
    profile: Json;
    /** What is kept at hand of it: its headline, its columns and its relations. */
    summary: Json;
    profiled_at: Instant;
  };
  column_metadata: {
    table_id: string;
    column_name: string;
    basetype: string | null;
    description: string | null;
    confidence: string;
    source: string;
    updated_at: Instant;
    updated_by: string | null;
  };
  user_sync_settings: {
    user_id: string;
    table_id: string;
    enabled: boolean;
    updated_at: Instant;
  };
  user_preferences: {
    user_id: string;
    key: string;
    value: Json;
    updated_at: Instant;
  };
}
