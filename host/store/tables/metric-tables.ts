import type { Instant, Json } from './column-types.ts';

/** Business metrics. */
export interface MetricTables {
  metric_definitions: {
    /** `category/name`. */
    id: string;
    name: string;
    display_name: string;
    category: string;
    description: string | null;
    type: string;
    unit: string | null;
    grain: string;
    table_name: string | null;
    tables: Json;
    expression: string | null;
    time_column: string | null;
    dimensions: Json;
    filters: Json;
    synonyms: Json;
    notes: Json;
    sql: string;
    sql_variants: Json;
    validation: Json;
    /** Tables that its statements name; null where one of them cannot be parsed. */
    sql_tables: Json | null;
    source: string;
    created_at: Instant;
    updated_at: Instant;
    updated_by: string | null;
  };
}
