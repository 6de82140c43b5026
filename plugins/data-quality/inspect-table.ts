import type { Finding, MeasuredColumn, StagedTable } from '@agnes/sdk';
import { type Checks, checksOf, type Range, type Settings } from './settings.ts';

/** Everything about a table that is not as its checks want it. `now` is in milliseconds, UTC. */
export const inspectTable = (staged: StagedTable, settings: Settings, now: number): readonly Finding[] => {
  const checks = checksOf(staged.table.name, settings);
  if (!checks) return [];
  const { severity = 'warn' } = checks;
  return faultsOf(staged, checks, now).map((fault) => ({ severity, ...fault }));
};

type Fault = Omit<Finding, 'severity'>;

const faultsOf = (staged: StagedTable, checks: Checks, now: number): readonly Fault[] => {
  const { not_null = [], unique = [], range = [], freshness } = checks;
  const of = (column: string, check: (figures: MeasuredColumn) => readonly Fault[]): readonly Fault[] => {
    const figures = figuresOf(staged, column);
    if (figures) return check(figures);
    return [{ code: 'column_missing', message: `There is no column "${column}" to check.` }];
  };
  return [
    ...rowFaults(staged, checks),
    ...not_null.flatMap((column) => of(column, (figures) => nullFaults(column, figures))),
    ...unique.flatMap((column) => of(column, (figures) => doubleFaults(column, figures, staged.rows))),
    ...range.flatMap((one) => of(one.column, (figures) => rangeFaults(one, figures))),
    ...(freshness ? of(freshness.column, (figures) => ageFaults(freshness, figures, now)) : []),
  ];
};

// The engine does not tell names apart by case, so neither does who writes the settings.
const figuresOf = ({ measured = {} }: StagedTable, column: string): MeasuredColumn | undefined =>
  Object.entries(measured).find(([name]) => name.toLowerCase() === column.toLowerCase())?.[1];

const rowFaults = ({ rows }: StagedTable, { row_count = {} }: Checks): readonly Fault[] => {
  const { min = 0, max = Number.POSITIVE_INFINITY } = row_count;
  if (rows >= min && rows <= max) return [];
  const bound = rows < min ? `at least ${min}` : `at most ${max}`;
  return [{ code: 'row_count', message: `There are ${rows} rows; ${bound} are expected.` }];
};

const nullFaults = (column: string, { nulls }: MeasuredColumn): readonly Fault[] =>
  nulls === 0 ? [] : [{ code: 'not_null', message: `${nulls} rows have no value in "${column}".` }];

const doubleFaults = (
  column: string,
  { nulls, distinct }: MeasuredColumn,
  rows: number,
): readonly Fault[] => {
  const doubled = rows - nulls - distinct;
  if (doubled === 0) return [];
  return [{ code: 'unique', message: `${doubled} rows repeat a value of "${column}".` }];
};

const rangeFaults = (
  { column, min, max }: Range,
  { min: least, max: most }: MeasuredColumn,
): readonly Fault[] => {
  const faults: Fault[] = [];
  if (min !== undefined && least !== null && isLess(least, min)) {
    faults.push({
      code: 'range',
      message: `The least value of "${column}" is ${least}; ${min} is expected.`,
    });
  }
  if (max !== undefined && most !== null && isLess(max, most)) {
    faults.push({
      code: 'range',
      message: `The greatest value of "${column}" is ${most}; ${max} is expected.`,
    });
  }
  return faults;
};

/** Numbers as numbers, times as times, anything else as text. */
const isLess = (one: number | string, other: number | string): boolean => {
  if (typeof one === 'number' || typeof other === 'number') return Number(one) < Number(other);
  const [first, second] = [Date.parse(one), Date.parse(other)];
  return Number.isNaN(first) || Number.isNaN(second) ? one < other : first < second;
};

const ageFaults = (
  { column, max_age }: NonNullable<Checks['freshness']>,
  { max }: MeasuredColumn,
  now: number,
): readonly Fault[] => {
  const latest = max === null ? Number.NaN : Date.parse(max);
  if (now - latest <= durationMs(max_age)) return [];
  const message = `The latest "${column}" is ${max ?? 'missing'}; it is to be at most ${max_age} old.`;
  return [{ code: 'freshness', message }];
};

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

// The schema lets durations through and nothing else.
const durationMs = (text: string): number => {
  const [, count, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return Number(count) * (units[unit] ?? Number.NaN);
};
