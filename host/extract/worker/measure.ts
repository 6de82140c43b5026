import type { Column, MeasuredColumn } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { isScalar, plainType } from './common-type.ts';
import type { Sandbox } from './sandbox.ts';

/** Longest text of a least or greatest value, in characters. */
const longest = 200;

/** Exact figures of some columns. Columns that are not there, or whose values have no order, have none. */
export const measureColumns = async (
  sandbox: Sandbox,
  from: string,
  { columns, wanted }: { readonly columns: readonly Column[]; readonly wanted: readonly string[] },
): Promise<Readonly<Record<string, MeasuredColumn>>> => {
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  const measured = columns.filter(({ name, type }) => names.has(name.toLowerCase()) && isScalar(type));
  if (measured.length === 0) return {};
  const [row = []] = await sandbox.rows(`SELECT ${measured.flatMap(figuresOf).join(', ')} FROM ${from}`);
  return Object.fromEntries(
    measured.map(({ name }, index) => {
      const [nulls, distinct, min, max] = row.slice(index * 4, index * 4 + 4);
      return [name, { nulls: Number(nulls), distinct: Number(distinct), min: textOf(min), max: textOf(max) }];
    }),
  );
};

const figuresOf = ({ name, type }: Column): readonly string[] => {
  const value = quoteIdent(name);
  const ends = ['min', 'max'].map((end) => `left(${asText(`${end}(${value})`, type)}, ${longest})`);
  return [`count(*) - count(${value})`, `count(DISTINCT ${value})`, ...ends];
};

const asText = (value: string, type: string): string =>
  /^TIMESTAMP/.test(plainType(type))
    ? `strftime(CAST(${value} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ')`
    : `CAST(${value} AS VARCHAR)`;

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);
