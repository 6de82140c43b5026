import type { SampledColumn } from './column-kind.ts';

/** Longest text of a value that is shown. */
const shown = 200;

/**
 * A value as JSON, by its SQL: integers and booleans as they are, finite doubles as numbers, and text for what JSON
 * cannot hold exactly.
 */
export const cellSql = ({ kind, type }: Pick<SampledColumn, 'kind' | 'type'>, value: string): string => {
  if (kind === 'integer' || kind === 'boolean') return value;
  if (kind === 'float') return floatSql(type, value);
  if (type === 'TIMESTAMP WITH TIME ZONE') return `replace(${value}::VARCHAR, '+00', '+00:00')`;
  if (kind === 'date' || kind === 'decimal') return `${value}::VARCHAR`;
  return `CASE WHEN length(${value}) > ${shown} THEN left(${value}, ${shown}) || '…' ELSE ${value} END`;
};

// Through text: 0.1 as FLOAT would become 0.10000000149011612 as a JSON number.
const floatSql = (type: string, value: string): string =>
  `CASE WHEN isfinite(${value}) THEN to_json(${type === 'FLOAT' ? `${value}::VARCHAR::DOUBLE` : value})
   WHEN isnan(${value}) THEN to_json('NaN') WHEN ${value} > 0 THEN to_json('Infinity')
   WHEN ${value} < 0 THEN to_json('-Infinity') END`;
