import type { ColumnProfile } from '../profile.ts';
import { alertsOf, type Counted, classOf, completenessOf } from './classify.ts';
import { isNumeric, type SampledColumn } from './column-kind.ts';
import { numericStatistics } from './numeric-statistics.ts';
import { booleanStatistics, dateStatistics, textStatistics, topValuesOf } from './other-statistics.ts';
import { oneRow, type Reader } from './reader.ts';

type Fields = Omit<
  ColumnProfile,
  'name' | 'type' | 'class' | 'null_count' | 'completeness' | 'distinct' | 'alerts'
>;

/** Puts one column into numbers. */
export const profileColumn = async (
  reader: Reader,
  column: SampledColumn,
  rows: number,
): Promise<ColumnProfile> => {
  const { name, type, kind, value } = column;
  const [present, distinct] = await oneRow(
    reader,
    [`count(${value})`, `count(DISTINCT ${value})`],
    'FROM sample',
  );
  const fields = await fieldsOf(reader, column, Number(present));
  const counted: Counted = {
    kind,
    rows,
    nulls: rows - Number(present),
    distinct: Number(distinct),
    zeros: fields.zeros,
    topShare: fields.top_values?.[0]?.share,
  };
  return {
    name,
    type,
    class: classOf(counted),
    null_count: counted.nulls,
    completeness: completenessOf(counted),
    distinct: counted.distinct,
    ...fields,
    alerts: alertsOf(counted),
  };
};

const fieldsOf = async (reader: Reader, column: SampledColumn, present: number): Promise<Fields> => {
  const { kind } = column;
  if (kind === 'nested') return {};
  const top_values = await topValuesOf(reader, column, present);
  if (isNumeric(kind)) return { ...(await numericStatistics(reader, column, present)), top_values };
  if (kind === 'date') return { ...(await dateStatistics(reader, column)), top_values };
  if (kind === 'boolean') return { ...(await booleanStatistics(reader, column)), top_values };
  return { ...(await textStatistics(reader, column)), top_values };
};
