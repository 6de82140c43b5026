import type { ColumnProfile, Profile } from '../../../host/lake/profile/profile.ts';

/** The same numbers, but for the last digits that depend on the order of a sum. */
const rounded = (value: unknown): unknown =>
  value === null || value === undefined ? null : Number(Number(value).toPrecision(9));

/** Random columns of every kind, by a seed: each with its share of nulls and its number of different values. */
export const randomTable = (seed: number): string => {
  const step = (n: number) => `(hash(i, ${seed}, ${n}) >> 11)`;
  const maybe = (n: number, value: string) =>
    `CASE WHEN ${step(n)} % ${2 + ((seed + n) % 9)} = 0 THEN NULL ELSE ${value} END`;
  const columns = [
    `${maybe(1, `(${step(2)} % ${1 + (seed % 90)})::INTEGER - 20`)} AS whole`,
    `${maybe(3, `((${step(4)} % 100000) / 7.0 - 5000)::DOUBLE`)} AS "real ""x"""`,
    `${maybe(5, `((${step(6)} % 1000) / 100.0)::DECIMAL(9, 2)`)} AS exact`,
    `${maybe(7, `DATE '2019-01-01' + (${step(8)} % 900)::INTEGER`)} AS day`,
    `${maybe(9, `(${step(10)} % 3) = 0`)} AS flag`,
    `${maybe(11, `repeat('ä', (${step(12)} % 5)::INTEGER) || (${step(13)} % ${1 + (seed % 70)})`)} AS words`,
  ];
  return `SELECT ${columns.join(', ')} FROM range(${1 + ((seed * 7919) % 400)}) r(i)`;
};

type Ask = (sql: string) => Promise<readonly unknown[]>;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What exact SQL says about any column, and what a profile says. */
export const counted = async (ask: Ask, { name, ...column }: ColumnProfile) => {
  const c = quoted(name);
  const exact = await ask(
    `SELECT count(*) - count(${c}), count(DISTINCT ${c}),
     (SELECT max(n) FROM (SELECT count(*) AS n FROM t WHERE ${c} IS NOT NULL GROUP BY ${c})) FROM t`,
  );
  const told = [column.null_count, column.distinct, column.top_values?.[0]?.count];
  return { exact: exact.map(rounded), told: told.map(rounded) };
};

/** The same of a numeric column. */
export const measured = async (ask: Ask, { name, quantiles, ...column }: ColumnProfile) => {
  const c = quoted(name);
  const points = [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => `quantile_cont(${c}::DOUBLE, ${p})`);
  const exact = await ask(
    `SELECT min(${c})::DOUBLE, max(${c})::DOUBLE, avg(${c})::DOUBLE, stddev_samp(${c}::DOUBLE),
     count(*) FILTER (${c} = 0), count(*) FILTER (${c} < 0), count(${c}), ${points.join(', ')} FROM t`,
  );
  const { min, max, mean, std, zeros, negatives, histogram = [] } = column;
  const binned = histogram.reduce((sum, { count }) => sum + count, 0);
  const at = quantiles ? Object.values(quantiles) : points.map(() => null);
  const told = [min, max, mean, std, zeros, negatives, binned, ...at];
  return { exact: exact.map(rounded), told: told.map(rounded) };
};

/** The same of days, flags and words. */
export const described = async (ask: Ask, { columns }: Profile) => {
  const exact = await ask(
    `SELECT min(day)::VARCHAR, max(day)::VARCHAR, count(DISTINCT (year(day), quarter(day))) FILTER (day IS NOT NULL),
     count(*) FILTER (flag), min(length(words)), max(length(words)), avg(length(words)) FROM t`,
  );
  const [, , , day, flag, words] = columns;
  const { min = null, max = null, mean = null } = words?.lengths ?? {};
  const told = [day?.min, day?.max, day?.date_histogram?.length, flag?.true_count, min, max, mean];
  const numbers = (values: readonly unknown[]) => [...values.slice(0, 2), ...values.slice(2).map(rounded)];
  return { exact: numbers(exact), told: numbers(told) };
};
