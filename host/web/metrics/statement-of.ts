import type { Metric } from '../../../metrics/metric.ts';
import { quoteIdent } from '../../store/quote-ident.ts';

/** What the workbench opens for a metric: a variant, its statement, or its aggregate over its main table. */
export const statementOf = (metric: Metric, variant?: string): string => {
  const own =
    variant === undefined
      ? undefined
      : Object.entries(metric.sql_variants).find(([name]) => name === variant);
  if (own) return own[1];
  if (metric.sql !== '') return metric.sql;
  const table = metric.table_name ?? metric.tables[0];
  const from = table === undefined ? '' : `\nFROM ${/^[a-z_]\w*$/i.test(table) ? table : quoteIdent(table)}`;
  return `SELECT ${metric.expression ?? '1'} AS value${from}`;
};
