import type { Instant } from './column-types.ts';

/** Statements that people keep. */
export interface SavedQueryTables {
  saved_queries: {
    id: string;
    user_id: string;
    name: string;
    sql_text: string;
    description: string | null;
    created_at: Instant;
    updated_at: Instant;
  };
}
