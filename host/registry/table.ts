import { type Static, Type } from '@agnes/sdk';
import { nullable, nullableWord } from './nullable.ts';

/** How a table is read beyond the common fields; keys as on the wire. */
export const tableOptionsSchema = Type.Object(
  {
    catalog_fqn: nullable('Fully qualified name of the table in the data catalog.'),
    cursor_column: nullable('Column that grows with every change; incremental reads begin behind it.'),
    lag: nullable(
      'How far before the cursor an incremental read begins, such as 15m, or 100 for a cursor that counts.',
      'duration',
    ),
    full_refresh_every: nullable('How often an incremental table is read whole, such as 7d.', 'duration'),
    delete_detection: nullableWord(['key_set']),
    partition_by: nullable('Column whose values are the parts.'),
    partition_granularity: nullableWord(['day', 'month', 'year', 'value']),
    where_filters: Type.Optional(
      Type.Unsafe<readonly unknown[] | null>({ type: ['array', 'null'], description: 'Row filter.' }),
    ),
    columns: Type.Optional(
      Type.Unsafe<readonly string[] | null>({
        type: ['array', 'null'],
        items: { type: 'string' },
        description: 'Column subset.',
      }),
    ),
    on_schema_change: nullableWord(['evolve', 'freeze', 'discard']),
    on_type_error: nullableWord(['evolve', 'freeze', 'discard']),
    allow_shrink: Type.Optional(
      Type.Unsafe<boolean | null>({
        type: ['boolean', 'null'],
        description: 'True: a refresh may lose most rows.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Absent and null both mean: as the connector does by default. */
export type TableOptions = Readonly<Static<typeof tableOptionsSchema>>;

/** Every sync option; what is `null` in the registry row is absent here. */
export const optionNames = Object.keys(tableOptionsSchema.properties);

export const queryModes = ['local', 'remote', 'materialized'] as const;
export const syncStrategies = ['full_refresh', 'incremental', 'partitioned'] as const;
export const distributions = ['download', 'server_only'] as const;

/** A registered table. `id` never changes; `name` is the name of its view. */
export interface Table {
  readonly id: string;
  readonly name: string;
  readonly sourceId?: string;
  readonly sourceSlug?: string;
  readonly sourceType?: string;
  readonly bucket?: string;
  readonly sourceTable?: string;
  readonly queryMode: (typeof queryModes)[number];
  readonly syncStrategy: (typeof syncStrategies)[number];
  readonly primaryKey: readonly string[];
  readonly description?: string;
  readonly folder?: string;
  /** `server_only`: queryable, never downloadable. */
  readonly distribution: (typeof distributions)[number];
  /** `every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`; absent: with every refresh. */
  readonly syncSchedule?: string;
  readonly profileAfterSync: boolean;
  /** Present exactly when the mode is `materialized`. */
  readonly sourceQuery?: string;
  /** User id, or `system:<name>`. */
  readonly registeredBy?: string;
  readonly registeredAt: Date;
  readonly options: TableOptions;
}

/** A table to be registered. `connection` is the slug or id of its source; absent: the default of the type. */
export interface TableDraft {
  readonly name: string;
  /** Follows from the name when absent. */
  readonly id?: string;
  readonly sourceType?: string;
  readonly connection?: string;
  readonly bucket?: string;
  readonly sourceTable?: string;
  readonly sourceQuery?: string;
  readonly queryMode?: Table['queryMode'];
  readonly syncStrategy?: Table['syncStrategy'];
  readonly syncSchedule?: string;
  readonly primaryKey?: readonly string[];
  readonly description?: string;
  readonly folder?: string;
  readonly distribution?: Table['distribution'];
  readonly profileAfterSync?: boolean;
  readonly options?: TableOptions;
  /** Whoever the intent names, when absent. */
  readonly registeredBy?: string;
}

/** Fields that can be empty, by their names on the wire. */
export const clearable: Readonly<Record<string, keyof TableDraft>> = {
  description: 'description',
  folder: 'folder',
  bucket: 'bucket',
  source_table: 'sourceTable',
  source_query: 'sourceQuery',
  sync_schedule: 'syncSchedule',
  primary_key: 'primaryKey',
};

/** What is to become of a table; what is absent stays. */
export interface TableChange extends Partial<Omit<TableDraft, 'id' | 'registeredBy'>> {
  /** Fields and options to empty, by their names on the wire. */
  readonly clear?: readonly string[];
}
