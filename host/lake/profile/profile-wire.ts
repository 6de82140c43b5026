import { type Static, Type } from '@agnes/sdk';
import type { Table } from '../../registry/table.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { Published } from '../table-state.ts';
import type { Cell, Profile } from './profile.ts';
import type { StoredProfile } from './profiles.ts';

const orNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);
const count = Type.Integer({ minimum: 0 });

/** A table that this one belongs to, or that belongs to it. */
const relatedTable = Type.Object({
  table: Type.String(),
  table_id: Type.String(),
  relation: Type.Union([Type.Literal('belongs_to'), Type.Literal('has_many')]),
  column: Type.String({ description: 'The column that holds the keys.' }),
  key: Type.String({ description: 'The key it refers to.' }),
  share: Type.Number({ description: 'How many of the values are keys there, 0 to 1.' }),
});

/** A relation as the caller may see it. */
export type RelatedWire = Static<typeof relatedTable>;

/** A table in numbers, as callers get it. */
export const profileSchema = Type.Object({
  table_id: Type.String(),
  name: Type.String(),
  description: orNull(Type.String()),
  primary_key: Type.Array(Type.String()),
  sync_strategy: Type.String(),
  version: Type.String({ description: 'Version of the table that was looked at.' }),
  generation: Type.Integer({ description: 'The generation that brought this version.' }),
  is_current: Type.Boolean({ description: 'False: the table has changed since.' }),
  profiled_at: Type.String(),
  last_sync: orNull(Type.String()),
  row_count: count,
  column_count: count,
  file_size_mb: Type.Number(),
  sampled: Type.Boolean({
    description: 'True: all but `row_count` is of `sample_size` rows chosen at random.',
  }),
  sample_size: count,
  avg_completeness: Type.Number({ description: '0 to 100.' }),
  missing_cells: count,
  missing_cells_pct: Type.Number(),
  duplicate_rows: count,
  variable_types: Type.Record(Type.String(), count),
  date_range: Type.Union([Type.Object({ from: Type.String(), to: Type.String() }), Type.Null()]),
  alerts: Type.Array(Type.Object({ column: Type.String(), alert: Type.String() })),
  related_tables: Type.Array(relatedTable),
  used_by_metrics: Type.Array(Type.String()),
  columns_omitted: count,
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), class: Type.String() })),
  sample_rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
});

/** What surrounds the stored profile of a table. */
export interface ProfileSurroundings {
  readonly table: Table;
  readonly published: Published | undefined;
  readonly related: readonly RelatedWire[];
  /** Ids of metrics that need it. */
  readonly metrics: readonly string[];
  /** By column. */
  readonly descriptions: ReadonlyMap<string, string | null>;
  /** Rows of the sample that are wanted. */
  readonly sample: number;
}

/** The profile as callers get it. */
export const profileWire = (stored: StoredProfile, around: ProfileSurroundings): object => {
  const { table, published, related, descriptions, metrics, sample } = around;
  const { columns, sample_rows: rows, ...numbers } = stored.profile;
  return {
    table_id: table.id,
    name: table.name,
    description: table.description ?? null,
    primary_key: table.primaryKey,
    sync_strategy: table.syncStrategy,
    version: stored.version,
    generation: stored.summary.generation,
    is_current: stored.version === published?.version,
    profiled_at: isoUtc(stored.profiledAt),
    last_sync: published?.lastSync ? isoUtc(published.lastSync) : null,
    ...numbers,
    related_tables: related,
    used_by_metrics: metrics,
    columns: columns.map((column) => ({ ...column, description: descriptions.get(column.name) ?? null })),
    sample_rows: rows.slice(0, sample).map((row) => rowOf(columns, row)),
  };
};

const rowOf = (columns: Profile['columns'], row: readonly Cell[]) =>
  Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));
