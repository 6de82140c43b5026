import { isPlatformError } from '@agnes/sdk/errors';
import type { Metric } from '../../metrics/metric.ts';
import type { QueryPool } from '../query/pool.ts';

/** A statement of a metric, and the field it stands in. */
interface Statement {
  readonly key: string;
  readonly sql: string;
}

/** What the statements of a metric read, as DuckDB's parser has it. Nothing of them is run. */
export interface StatementsRead {
  /** Tables as they are named; null where a statement cannot be parsed. */
  readonly tables: readonly string[] | null;
  /** Statements that no query would run, and why. */
  readonly refused: readonly { readonly key: string; readonly reason: string }[];
}

/** Who has them looked at. */
export interface StatementReader {
  readonly pool: Pick<QueryPool, 'names'>;
  readonly user: string;
  readonly stop: AbortSignal;
}

/** The statements of a metric; an aggregate alone is read as if it were selected. */
export const statementsOf = ({ sql, expression, sql_variants: variants }: Metric): readonly Statement[] => [
  ...(sql === '' ? [] : [{ key: 'sql', sql }]),
  ...(expression === null ? [] : [{ key: 'expression', sql: `SELECT (\n${expression}\n)` }]),
  ...Object.entries(variants).map(([name, text]) => ({ key: `sql_variants.${name}`, sql: text })),
];

/** Has the statements of a metric parsed, behind the gate that every query passes. */
export const readStatements = async (
  metric: Metric,
  { pool, user, stop }: StatementReader,
): Promise<StatementsRead> => {
  const tables = new Set<string>();
  const refused: { key: string; reason: string }[] = [];
  for (const { key, sql } of statementsOf(metric)) {
    try {
      const places = await pool.names(sql, { user, stop });
      for (const place of places) tables.add(place.filter((part) => part !== '').join('.'));
    } catch (cause) {
      if (!isPlatformError(cause)) throw cause;
      refused.push({ key, reason: cause.message });
    }
  }
  return { tables: refused.length > 0 ? null : [...tables], refused };
};
