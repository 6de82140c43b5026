import type { Bin, Cell, ColumnProfile } from '../profile.ts';
import { cellSql } from './cell-sql.ts';
import type { SampledColumn } from './column-kind.ts';
import { oneRow, type Reader } from './reader.ts';

type NumericFields = Pick<
  ColumnProfile,
  'min' | 'max' | 'mean' | 'std' | 'quantiles' | 'zeros' | 'negatives' | 'non_finite' | 'histogram'
>;

const bins = 15;
const quantiles = ['p5', 'p25', 'p50', 'p75', 'p95'] as const;
/** Beyond it squares overflow: such columns are counted in units of their largest value. */
const large = 1e100;

/** The numbers of a numeric column; NaN and infinities are counted and left out of everything else. */
export const numericStatistics = async (
  reader: Reader,
  column: SampledColumn,
  present: number,
): Promise<NumericFields> => {
  const { kind, value } = column;
  const counted = kind === 'float' ? `isfinite(${value})` : `${value} IS NOT NULL`;
  const from = `FROM sample WHERE ${counted}`;
  const extreme = (which: 'min' | 'max') => [
    cellSql(column, `${which}(${value})`),
    `${which}(${value})::DOUBLE`,
  ];
  const counts = [`count(*) FILTER (${value} = 0)`, `count(*) FILTER (${value} < 0)`, 'count(*)'];
  const first = await oneRow(reader, [...extreme('min'), ...extreme('max'), ...counts], from);
  const [min, low, max, high, zeros, negatives, finite] = first;
  const fields = {
    min: min as Cell,
    max: max as Cell,
    zeros: Number(zeros),
    negatives: Number(negatives),
    ...(kind === 'float' && { non_finite: present - Number(finite) }),
  };
  if (Number(finite) === 0) return { ...fields, mean: null, std: null, quantiles: null, histogram: [] };
  const range = rangeOf(Number(low), Number(high));
  return {
    ...fields,
    ...(await momentsOf(reader, `${value}::DOUBLE / ${range.unit}`, { from, range })),
  };
};

interface Range {
  /** In `unit`s. */
  readonly low: number;
  readonly high: number;
  readonly unit: number;
}

const rangeOf = (low: number, high: number): Range => {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const unit = largest > large ? largest : 1;
  return { low: low / unit, high: high / unit, unit };
};

interface Where {
  readonly from: string;
  readonly range: Range;
}

const momentsOf = async (reader: Reader, x: string, { from, range }: Where) => {
  const points = quantiles.map((name) => Number(name.slice(1)) / 100);
  const [mean, std, at] = await oneRow(
    reader,
    [`avg(${x})`, `stddev_samp(${x})`, `quantile_cont(${x}, [${points.join(', ')}])`],
    from,
  );
  const scaled = (number: unknown): number | null => (number === null ? null : Number(number) * range.unit);
  const values = at as readonly number[];
  return {
    mean: scaled(mean),
    std: scaled(std),
    quantiles: Object.fromEntries(
      quantiles.map((name, index) => [name, Number(values[index]) * range.unit]),
    ) as NonNullable<NumericFields['quantiles']>,
    histogram: await histogramOf(reader, x, { from, range }),
  };
};

const histogramOf = async (reader: Reader, x: string, { from, range }: Where): Promise<readonly Bin[]> => {
  const { low, high, unit } = range;
  const width = (high - low) / bins;
  const counted =
    width > 0
      ? await reader.rows(
          ['bin', 'count(*)'],
          `FROM (SELECT least(${bins - 1}, floor((${x} - ${double(low)}) / ${double(width)}))::INTEGER AS bin
           ${from}) GROUP BY bin`,
        )
      : await reader.rows(['0', 'count(*)'], from);
  const counts = new Map(counted.map(([bin, count]) => [Number(bin), Number(count)]));
  const edge = (index: number): number => (index === bins ? high : low + index * width) * unit;
  return Array.from({ length: width > 0 ? bins : 1 }, (_, index) => ({
    from: edge(index),
    to: width > 0 ? edge(index + 1) : edge(0),
    count: counts.get(index) ?? 0,
  }));
};

const double = (number: number): string => `'${number}'::DOUBLE`;
