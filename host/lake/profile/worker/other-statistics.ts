import type { Cell, ColumnProfile } from '../profile.ts';
import { cellSql } from './cell-sql.ts';
import type { SampledColumn } from './column-kind.ts';
import { oneRow, type Reader } from './reader.ts';

/** The latest hundred years: a column of a thousand years has more quarters than anybody can look at. */
const mostQuarters = 400;
const topValues = 10;

/** First and last instant, and how many rows each quarter has. Infinite dates are left out. */
export const dateStatistics = async (
  reader: Reader,
  column: SampledColumn,
): Promise<Pick<ColumnProfile, 'min' | 'max' | 'date_histogram'>> => {
  const at = `${column.value}::TIMESTAMP`;
  const from = `FROM sample WHERE isfinite(${at})`;
  const [min, max] = await oneRow(
    reader,
    ['min', 'max'].map((which) => cellSql(column, `${which}(${column.value})`)),
    from,
  );
  const quarters = await reader.rows(
    ['y', 'q', 'n'],
    `FROM (SELECT year(${at}) AS y, quarter(${at}) AS q, count(*) AS n ${from} GROUP BY ALL
     ORDER BY y DESC, q DESC LIMIT ${mostQuarters}) ORDER BY y, q`,
  );
  return {
    min: min as Cell,
    max: max as Cell,
    date_histogram: quarters.map(([year, quarter, count]) => ({
      quarter: `${String(year).padStart(4, '0')}-Q${quarter}`,
      count: Number(count),
    })),
  };
};

/** First and last in order, and how long the texts are in characters; of blobs, in bytes. */
export const textStatistics = async (
  reader: Reader,
  column: SampledColumn,
): Promise<Pick<ColumnProfile, 'min' | 'max' | 'lengths'>> => {
  const { value, length } = column;
  const [min, max, shortest, longest, mean] = await oneRow(
    reader,
    [
      ...['min', 'max'].map((which) => cellSql(column, `${which}(${value})`)),
      `min(${length})`,
      `max(${length})`,
      `avg(${length})`,
    ],
    'FROM sample',
  );
  const lengths =
    shortest === null ? null : { min: Number(shortest), max: Number(longest), mean: Number(mean) };
  return { min: min as Cell, max: max as Cell, lengths };
};

/** How often a boolean is true. */
export const booleanStatistics = async (
  reader: Reader,
  { value }: SampledColumn,
): Promise<Pick<ColumnProfile, 'true_count'>> => {
  const [count] = await oneRow(reader, [`count(*) FILTER (${value})`], 'FROM sample');
  return { true_count: Number(count) };
};

/** The most frequent values; `present` is how many there are in all. */
export const topValuesOf = async (
  reader: Reader,
  column: SampledColumn,
  present: number,
): Promise<NonNullable<ColumnProfile['top_values']>> => {
  const { value } = column;
  const rows = await reader.rows(
    [cellSql(column, 'v'), 'n'],
    `FROM (SELECT ${value} AS v, count(*) AS n FROM sample WHERE ${value} IS NOT NULL GROUP BY v
     ORDER BY n DESC, v LIMIT ${topValues}) ORDER BY n DESC, v`,
  );
  return rows.map(([cell, count]) => ({
    value: cell as Cell,
    count: Number(count),
    share: Number(count) / present,
  }));
};
