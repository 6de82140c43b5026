import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { StoredMetric } from './stored-metric.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['metric_definitions']>;

/** All of them, by id. */
export const allMetrics = async (db: Db): Promise<readonly StoredMetric[]> =>
  (await db.selectFrom('metric_definitions').selectAll().orderBy('id').execute()).map(metricOfRow);

/** Writes metrics in the place of those with the same ids. */
export const putMetrics = async (tx: Db, metrics: readonly StoredMetric[]): Promise<void> => {
  for (const { id } of metrics) await deleteMetric(tx, id);
  // In pieces: each value of a statement is a parameter.
  for (let start = 0; start < metrics.length; start += atOnce)
    await tx
      .insertInto('metric_definitions')
      .values(metrics.slice(start, start + atOnce).map(rowOf))
      .execute();
};

const atOnce = 100;

/** Removes one. */
export const deleteMetric = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('metric_definitions').where('id', '=', id).execute();
};

// Each of these texts was written by `rowOf`.
const listIn = (json: string) => JSON.parse(json) as readonly string[];

const metricOfRow = (row: Row): StoredMetric => {
  const { sql_tables: named, created_at, updated_at, updated_by, ...rest } = row;
  return {
    ...rest,
    tables: listIn(row.tables),
    dimensions: listIn(row.dimensions),
    filters: listIn(row.filters),
    synonyms: listIn(row.synonyms),
    notes: listIn(row.notes),
    sql_variants: JSON.parse(row.sql_variants) as Readonly<Record<string, string>>,
    validation: JSON.parse(row.validation) as Readonly<Record<string, unknown>>,
    sqlTables: named === null ? null : listIn(named),
    createdAt: created_at,
    updatedAt: updated_at,
    updatedBy: updated_by,
  };
};

const rowOf = (metric: StoredMetric): Row => {
  const { sqlTables, createdAt, updatedAt, updatedBy, ...rest } = metric;
  return {
    ...rest,
    tables: JSON.stringify(metric.tables),
    dimensions: JSON.stringify(metric.dimensions),
    filters: JSON.stringify(metric.filters),
    synonyms: JSON.stringify(metric.synonyms),
    notes: JSON.stringify(metric.notes),
    sql_variants: JSON.stringify(metric.sql_variants),
    validation: JSON.stringify(metric.validation),
    sql_tables: sqlTables && JSON.stringify(sqlTables),
    created_at: createdAt,
    updated_at: updatedAt,
    updated_by: updatedBy,
  };
};
