import { Type } from '@agnes/sdk';
import { nextRun, parseSchedule } from '../../jobs/schedules/grammar.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { conflictSchema } from '../conflicts.ts';
import type { Table, TableOptions } from '../table.ts';
import { scheduleOf } from '../table-schedule.ts';
import type { SyncFacts } from './repository.ts';

const orNull = (type: 'string' | 'integer' | 'boolean') =>
  Type.Unsafe<string | number | boolean | null>({ type: [type, 'null'] });

/** A registry row as admins see it. */
export const tableSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  view_name: Type.String(),
  connection: orNull('string'),
  source_type: orNull('string'),
  bucket: orNull('string'),
  source_table: orNull('string'),
  source_query: orNull('string'),
  sync_strategy: Type.String(),
  query_mode: Type.String(),
  sync_schedule: orNull('string'),
  profile_after_sync: Type.Boolean(),
  primary_key: Type.Array(Type.String()),
  folder: orNull('string'),
  description: orNull('string'),
  distribution: Type.String(),
  registered_by: orNull('string'),
  registered_at: Type.String(),
  cursor_column: orNull('string'),
  lag: orNull('string'),
  full_refresh_every: orNull('string'),
  delete_detection: orNull('string'),
  partition_by: orNull('string'),
  partition_granularity: orNull('string'),
  where_filters: Type.Unknown(),
  columns: Type.Unknown(),
  on_schema_change: orNull('string'),
  on_type_error: orNull('string'),
  allow_shrink: orNull('boolean'),
  generation: orNull('integer'),
  last_sync: orNull('string'),
  last_sync_error: orNull('string'),
  next_run: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    description:
      'When it is due by its schedule; null: with every refresh, or, when it lies at its source, never.',
  }),
  rows: orNull('integer'),
  size_bytes: orNull('integer'),
  conflicts: Type.Array(conflictSchema, { description: 'Other sources that publish this name.' }),
});

/** The row with what is known about its last run. */
export const tableWire = (table: Table, facts: SyncFacts | undefined, now: number) => ({
  id: table.id,
  name: table.name,
  view_name: table.name,
  connection: table.sourceSlug ?? null,
  source_type: table.sourceType ?? null,
  bucket: table.bucket ?? null,
  source_table: table.sourceTable ?? null,
  source_query: table.sourceQuery ?? null,
  sync_strategy: table.syncStrategy,
  query_mode: table.queryMode,
  sync_schedule: table.syncSchedule ?? null,
  profile_after_sync: table.profileAfterSync,
  primary_key: table.primaryKey,
  folder: table.folder ?? null,
  description: table.description ?? null,
  distribution: table.distribution,
  registered_by: table.registeredBy ?? null,
  registered_at: isoUtc(table.registeredAt),
  ...noOptions,
  ...table.options,
  ...factsWire(facts),
  next_run: nextRunOf(table, facts?.last_sync ?? undefined, now),
});

const noOptions: Required<TableOptions> = {
  catalog_fqn: null,
  cursor_column: null,
  lag: null,
  full_refresh_every: null,
  delete_detection: null,
  partition_by: null,
  partition_granularity: null,
  where_filters: null,
  columns: null,
  on_schema_change: null,
  on_type_error: null,
  allow_shrink: null,
};

const factsWire = (facts: SyncFacts | undefined) => ({
  generation: facts?.generation ?? null,
  last_sync: facts?.last_sync ? isoUtc(facts.last_sync) : null,
  last_sync_error: facts?.error ?? null,
  rows: facts?.rows ?? null,
  size_bytes: facts?.size_bytes ?? null,
});

const nextRunOf = (table: Table, last: Date | undefined, now: number): string | null => {
  const schedule = scheduleOf(table);
  const isQuery = table.queryMode === 'materialized';
  if (schedule === undefined || table.queryMode === 'remote') return null;
  if (isQuery && table.sourceId === undefined) return null;
  const parsed = parseSchedule(schedule);
  return parsed.ok ? isoUtc(nextRun(parsed.schedule, last, now)) : null;
};
