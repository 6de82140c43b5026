import { type Static, Type } from '@agnes/sdk';
import { isoUtc } from '../store/iso-utc.ts';
import type { SeenMetric } from './metrics.ts';

const orNull = Type.Union([Type.String(), Type.Null()]);
const texts = Type.Array(Type.String());

/** A metric as callers get it. */
export const metricSchema = Type.Object({
  id: Type.String({ description: '`category/name`.' }),
  name: Type.String(),
  display_name: Type.String(),
  category: Type.String(),
  description: orNull,
  type: Type.String(),
  unit: orNull,
  grain: Type.String(),
  table_name: orNull,
  tables: texts,
  expression: orNull,
  time_column: orNull,
  dimensions: texts,
  filters: texts,
  synonyms: texts,
  notes: texts,
  sql: Type.String({ description: 'A statement to ask, as text; empty where there is an expression alone.' }),
  sql_variants: Type.Record(Type.String(), Type.String()),
  validation: Type.Record(Type.String(), Type.Unknown()),
  source: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  unknown_tables: Type.Array(Type.String(), {
    description: 'Tables it lists or reads that are not registered.',
  }),
});

/** What is wrong with, or odd about, one metric. */
export const noticeSchema = Type.Object({ item: Type.String(), key: Type.String(), rule: Type.String() });

/** A metric as callers get it. */
export const metricWire = ({ metric, unknownTables }: SeenMetric): Static<typeof metricSchema> => {
  const { sqlTables: _read, createdAt, updatedAt, updatedBy: _by, ...said } = metric;
  return {
    ...said,
    tables: [...said.tables],
    dimensions: [...said.dimensions],
    filters: [...said.filters],
    synonyms: [...said.synonyms],
    notes: [...said.notes],
    created_at: isoUtc(createdAt),
    updated_at: isoUtc(updatedAt),
    unknown_tables: [...unknownTables],
  };
};
